import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { readWebLink, removeWebLink, writeWebLink } from '../../../src-main/shell/web/webLink.ts';

let folder: string;
const failed = vi.fn<(error: unknown) => void>();
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pc-link-'));
  failed.mockReset();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('the newest link is read back, and only the user can read it', () => {
  writeFileSync(join(folder, 'web-link'), 'old');
  chmodSync(join(folder, 'web-link'), 0o644);
  writeWebLink(folder, 'http://one', failed);
  writeWebLink(folder, 'http://two', failed);
  expect(readWebLink(folder)).toBe('http://two');
  expect(statSync(join(folder, 'web-link')).mode & 0o777).toBe(0o600);
  expect(failed).not.toHaveBeenCalled();
  removeWebLink(folder);
  expect(readWebLink(folder)).toBeNull();
});

it('line 12: a link that cannot be written ends nothing, and the used one is not shown', () => {
  writeWebLink(folder, 'http://used', failed);
  // As with a full disk: the new file cannot be written.
  mkdirSync(join(folder, 'web-link.new', 'in-the-way'), { recursive: true });
  expect(() => writeWebLink(folder, 'http://next', failed)).not.toThrow();
  expect(failed).toHaveBeenCalledOnce();
  expect(readWebLink(folder)).toBeNull();
  rmSync(join(folder, 'web-link.new'), { recursive: true });
  writeWebLink(folder, 'http://later', failed);
  expect(readFileSync(join(folder, 'web-link'), 'utf8')).toBe('http://later\n');
});
