/**
 * Makes a checkout ready to run: installs packages, builds the native module and the program. Stamps
 * make it quick when nothing has changed. All messages go to standard error.
 * Plain JavaScript for Node 20 without packages, because it runs first.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

export const root = dirname(import.meta.dirname);
const inRoot = (...parts) => join(root, ...parts);

/** The first Node that runs our sources and their packages (better-sqlite3, Vite). */
const OLDEST_NODE = 22;
const INSTALL_STAMP = inRoot('node_modules/.patchcord-lock');
const BUILD_STAMP = inRoot('out/.sources');
/** The sources of the build. */
const SOURCES = [
  'src-main',
  'src-renderer',
  'native/lib',
  'electron.vite.config.ts',
  'package.json',
];

export class PrepareError extends Error {}

/** @throws {PrepareError} one sentence, when the checkout cannot be made ready */
export function prepare() {
  ensureInstalled();
  ensureNative();
  ensureBuilt();
}

/** The Node that runs the program: the one of the packages, or the system's if it is new enough. */
export function findNode() {
  const packaged = inRoot('node_modules/.bin/node');
  if (existsSync(packaged)) return packaged;
  if (Number(process.versions.node.split('.')[0]) >= OLDEST_NODE) return process.execPath;
  throw new PrepareError(
    `Node ${process.versions.node} is too old, and none came with the packages for this system. ` +
      `Install Node ${OLDEST_NODE} or newer (nodejs.org).`,
  );
}

export function ensureInstalled() {
  const lock = createHash('sha256')
    .update(readFileSync(inRoot('package-lock.json')))
    .digest('hex');
  if (readStamp(INSTALL_STAMP) === lock) return;
  say('Installing packages (once, some 20 s)…');
  // Install scripts are not run: no package here needs one, and one of them would fetch Electron.
  // Errors only: warnings of packages about the installing Node do not matter here.
  const words = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const npm = process.env.npm_execpath;
  if (npm) mustRun(process.execPath, [npm, ...words], 'The packages could not be installed');
  else mustRun('npm', words, 'The packages could not be installed');
  writeFileSync(INSTALL_STAMP, lock);
}

/** Without a compiler the program runs too, unless `required`; the script says what is missing. */
export function ensureNative({ required = false } = {}) {
  const words = [inRoot('scripts/buildNative.mjs'), ...(required ? ['--required'] : [])];
  mustRun(findNode(), words, 'The native module could not be built');
}

export function ensureBuilt() {
  const sources = fingerprint(SOURCES);
  if (readStamp(BUILD_STAMP) === sources) return;
  say('Building…');
  rmSync(BUILD_STAMP, { force: true });
  const vite = inRoot('node_modules/electron-vite/bin/electron-vite.js');
  mustRun(findNode(), [vite, 'build', '--logLevel', 'warn'], 'The program could not be built');
  mkdirSync(dirname(BUILD_STAMP), { recursive: true });
  writeFileSync(BUILD_STAMP, sources);
}

/** Names, sizes and times of all files: a thousand take some ms. */
function fingerprint(places) {
  const hash = createHash('sha256');
  const add = (path) => {
    const info = statSync(inRoot(path), { throwIfNoEntry: false });
    if (info === undefined) return;
    if (info.isDirectory())
      for (const name of readdirSync(inRoot(path)).sort()) add(join(path, name));
    else hash.update(`${path}\0${info.size}\0${info.mtimeMs}\n`);
  };
  for (const place of [...places, 'package-lock.json']) add(place);
  return hash.digest('hex');
}

function readStamp(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}

function mustRun(program, words, failure) {
  // Standard output belongs to the program (`--json`): output of tools goes to standard error.
  const { status, signal, error } = spawnSync(program, words, {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (status === 0) return;
  throw new PrepareError(`${failure}: ${error?.message ?? `see above (${signal ?? status})`}.`);
}

export function say(text) {
  process.stderr.write(`${text}\n`);
}

/** Ends the process with the status of `main`; a PrepareError is printed as one line, not a stack. */
export async function endWith(main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    if (!(error instanceof PrepareError)) throw error;
    say(error.message);
    process.exitCode = 1;
  }
}
