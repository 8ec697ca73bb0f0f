/** Finds Electron's binary. Downloads it once if there is a display. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findNode, root, say } from './prepare.mjs';

const packageDir = join(root, 'node_modules/electron');
/** Marks a failed download. Installing the packages deletes it, and the download is tried again. */
const TRIED_STAMP = join(packageDir, '.patchcord-tried');
/** Time limit for the download of about 100 MB, ms. After that the browser is used. */
const FETCH_LIMIT_MS = 180_000;

/** @returns {string | null} its path, if there is a desktop and the binary is available */
export function electronForDesktop() {
  if (!process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return null;
  return findBinary() ?? fetchOnce();
}

/** @returns {string | null} its path, if the tests of the real window can run */
export function electronForTests() {
  if (!process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return null;
  return findBinary();
}

function findBinary() {
  const pathFile = join(packageDir, 'path.txt');
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8').trim() : 'electron';
  const path = join(process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(packageDir, 'dist'), name);
  return existsSync(path) ? path : null;
}

function fetchOnce() {
  const installer = join(packageDir, 'install.js');
  if (!existsSync(installer) || existsSync(TRIED_STAMP)) return null;
  say('Fetching Electron (once, some 100 MB)…');
  writeFileSync(TRIED_STAMP, '');
  spawnSync(findNode(), [installer], { stdio: ['ignore', 2, 2], timeout: FETCH_LIMIT_MS });
  const found = findBinary();
  if (found === null) say('Electron is unavailable; using the browser instead.');
  return found;
}
