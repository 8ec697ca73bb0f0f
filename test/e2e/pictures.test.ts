import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { expect, onTestFinished, test } from 'vitest';
import { checkPicture, SCREENS } from './pictures.ts';
import { allScreens } from './screenList.ts';

const NAME = 'empty-light';
const results = join(import.meta.dirname, '../../test-results/screens');

function committed(): PNG {
  return PNG.sync.read(readFileSync(join(SCREENS, `${NAME}.png`)));
}

test('a page that becomes what is committed is accepted', async () => {
  const right = PNG.sync.write(committed());
  const shots = [PNG.sync.write(new PNG({ width: 10, height: 10 })), right];
  await checkPicture(NAME, () => Promise.resolve(shots.shift() ?? right));
  expect(shots).toEqual([]);
});

test('a word that is missing fails, and leaves three pictures', async () => {
  const changed = committed();
  for (let y = 20; y < 40; y++)
    changed.data.fill(255 - (y % 2) * 255, y * 4 * 1080, y * 4 * 1080 + 400);
  const shot = PNG.sync.write(changed);
  const files = ['expected', 'actual', 'diff'].map((what) => join(results, `${NAME}-${what}.png`));
  onTestFinished(() => files.forEach((file) => rmSync(file, { force: true })));
  await expect(checkPicture(NAME, () => Promise.resolve(shot), 0)).rejects.toThrow(
    'looks different',
  );
  expect(files.filter((file) => !existsSync(file))).toEqual([]);
});

test('every picture is of a screen, and every screen has its pictures', () => {
  const named = Object.entries(allScreens).flatMap(([name, { also = [] }]) =>
    ['light', ...also].map((look) => `${name}-${look}.png`),
  );
  const kept = readdirSync(SCREENS).filter((file) => !file.startsWith('tray-'));
  expect(kept.toSorted()).toEqual(named.toSorted());
});
