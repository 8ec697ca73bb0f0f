/**
 * Pictures of the window, compared with those in screens/. A difference writes what was expected,
 * what was there and what differs to test-results/screens/. With PATCHCORD_SCREENS=1 the pictures
 * are written to screens/ instead.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';
import { expect } from 'vitest';

export const SCREENS = join(import.meta.dirname, 'screens');
const ROOT = join(import.meta.dirname, '../..');
const RESULTS = join(ROOT, 'test-results/screens');
const updates = process.env['PATCHCORD_SCREENS'] === '1';
/** Enough for what is drawn here, and a third of the octets of true colour. */
const COLOURS = 160;
/** Colours this close are the same, of 1: covers what fewer colours do to a picture. */
const THRESHOLD = 0.2;
/** Share of pixels that may differ. One word of a screen is more. */
const TOLERATED = 0.0005;
/** How long a page may take until it looks as expected, on a busy machine. */
const WAIT_MS = 10_000;

interface Comparison {
  /** 0 to 1; 1 when the sizes differ. */
  readonly share: number;
  readonly diff: PNG | null;
}

export async function checkPicture(
  name: string,
  take: () => Promise<Buffer>,
  waitMs = WAIT_MS,
): Promise<void> {
  const path = join(SCREENS, `${name}.png`);
  if (updates) {
    write(path, await take());
    return;
  }
  if (!existsSync(path)) throw new Error(`${name} has no picture in screens/`);
  const expected = PNG.sync.read(readFileSync(path));
  const endMs = performance.now() + waitMs;
  for (;;) {
    const actual = await take();
    const { share, diff } = compare(expected, PNG.sync.read(actual));
    if (share <= TOLERATED) return;
    if (performance.now() < endMs) continue;
    report(name, {
      expected: PNG.sync.write(expected),
      actual,
      diff: diff && PNG.sync.write(diff),
    });
    expect.fail(
      `${name} looks different: see ${relative(ROOT, RESULTS)}/${name}-*.png. ` +
        'docs/contributing.md says how to accept it.',
    );
  }
}

function compare(expected: PNG, actual: PNG): Comparison {
  const { width, height } = expected;
  if (actual.width !== width || actual.height !== height) return { share: 1, diff: null };
  const diff = new PNG({ width, height });
  const options = { threshold: THRESHOLD };
  const count = pixelmatch(expected.data, actual.data, diff.data, width, height, options);
  return { share: count / (width * height), diff };
}

function report(name: string, pictures: Readonly<Record<string, Buffer | null>>): void {
  mkdirSync(RESULTS, { recursive: true });
  for (const [what, picture] of Object.entries(pictures))
    if (picture !== null) writeFileSync(join(RESULTS, `${name}-${what}.png`), picture);
}

function write(path: string, picture: Buffer): void {
  writeFileSync(path, picture);
  const smaller = ['+dither', '-colors', String(COLOURS), '-strip'];
  execFileSync('convert', [path, ...smaller, '-define', 'png:compression-level=9', path]);
}
