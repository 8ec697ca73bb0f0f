/** Electron's security checklist, as far as it is written down in files of the package. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { contract } from '../../../src-main/contract/contract.ts';
import { contentSecurityPolicy } from '../../../src-main/shell/staticFiles.ts';

const builder = readFileSync('electron-builder.yml', 'utf8');
const callsOf = (word: string): RegExp => new RegExp(`\\b${word}\\(`);

test.each([
  ['runAsNode', false],
  ['enableCookieEncryption', true],
  ['enableNodeOptionsEnvironmentVariable', false],
  ['enableNodeCliInspectArguments', false],
  ['enableEmbeddedAsarIntegrityValidation', true],
  ['onlyLoadAppFromAsar', true],
])('the fuse %s is %s', (fuse, value) => {
  const fuses = /^electronFuses:\n((?: {2}.*\n)+)/m.exec(builder)![1];
  expect(fuses).toContain(`  ${fuse}: ${String(value)}\n`);
});

test('the content policy admits our own files alone, and no eval', () => {
  const policy = contentSecurityPolicy("'self'");
  expect(policy).toContain("default-src 'none'");
  // Pictures alone may be drawn from data.
  const rest = policy.replace("img-src 'self' data:", '');
  expect(rest).not.toMatch(/unsafe|https?:|\*|data:|blob:/);
  expect(policy).toContain("frame-ancestors 'none'");
});

test('the page names nothing that is fetched from elsewhere', () => {
  const page = readFileSync('src-renderer/index.html', 'utf8');
  expect(page).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
});

test('no address of a page’s is ever handed to the desktop', () => {
  const sources = readdirSync('src-main', { recursive: true, encoding: 'utf8' });
  const using = (word: string): string[] =>
    sources.filter(
      (path) =>
        path.endsWith('.ts') && callsOf(word).test(readFileSync(join('src-main', path), 'utf8')),
    );
  expect(using('openExternal')).toEqual([]);
  // The program's own data folder, which no caller names.
  expect(using('openPath')).toEqual(['shell/electron/desktop.ts']);
  expect(contract.calls['dataDir.open'].args.parse({ path: '/etc' })).toEqual({});
});

test('the window is created sandboxed, isolated, without Node and with web security', () => {
  const source = readFileSync('src-main/shell/electron/window.ts', 'utf8');
  for (const line of [
    'sandbox: true',
    'contextIsolation: true',
    'nodeIntegration: false',
    'webSecurity: true',
    'webviewTag: false',
  ])
    expect(source).toContain(line);
  expect(source).not.toMatch(/webviewTag: true|allowRunningInsecureContent|experimentalFeatures/);
});
