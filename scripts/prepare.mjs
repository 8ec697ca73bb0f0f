/**
 * Makes a checkout ready to run: installs packages, builds the native module and the program. Stamps
 * make it quick when nothing has changed. A second process waits until the first has finished. All
 * messages go to standard error.
 * Plain JavaScript for Node 20 without packages, because it runs first.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { withLock } from './lock.mjs';

export const root = dirname(import.meta.dirname);
const inRoot = (...parts) => join(root, ...parts);

/** The oldest Node that runs the sources and their packages (better-sqlite3, Vite). */
const OLDEST_NODE = 22;
const INSTALL_STAMP = inRoot('node_modules/.patchcord-lock');
const BUILD_STAMP = inRoot('out/.sources');
const LOCK = inRoot('out/.lock');
/** The sources of the build. */
const SOURCES = [
  'src-main',
  'src-renderer',
  'native/lib',
  'electron.vite.config.ts',
  'package.json',
];

export class PrepareError extends Error {}

/** @throws {PrepareError} one sentence, if the checkout cannot be made ready */
export function prepare() {
  ensureInstalled();
  ensureNative();
  ensureBuilt();
}

/** The Node that runs the program: the packaged one, or the system's if that is new enough. */
export function findNode() {
  const packaged = inRoot('node_modules/.bin/node');
  if (existsSync(packaged)) return packaged;
  if (Number(process.versions.node.split('.')[0]) >= OLDEST_NODE) return process.execPath;
  throw new PrepareError(
    `Node ${process.versions.node} is too old, and none came with the packages for this system. ` +
      `Install Node ${OLDEST_NODE} or newer (nodejs.org).`,
  );
}

export const ensureInstalled = () => alone(install);

/** Without a compiler only `required` makes it fail; the script then says what is missing. */
export const ensureNative = ({ required = false } = {}) => alone(() => buildNative(required));

export const ensureBuilt = () => alone(build);

/** One process at a time installs or builds. A read-only checkout needs no lock. */
function alone(work) {
  if (isReadOnly(root)) return work();
  const waiting = () => say('Another command is preparing this checkout; waiting for it…');
  return withLock(LOCK, waiting, work);
}

function install() {
  const lockFile = createHash('sha256')
    .update(readFileSync(inRoot('package-lock.json')))
    .digest('hex');
  if (readStamp(INSTALL_STAMP) === lockFile) return;
  say('Installing packages (once, some 20 s)…');
  // Without install scripts: no package here needs one, and Electron's would download its binary.
  // Only errors are shown: warnings about the version of the installing Node do not matter.
  const words = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const npm = process.env.npm_execpath;
  if (npm) mustRun(process.execPath, [npm, ...words], 'The packages could not be installed');
  else mustRun('npm', words, 'The packages could not be installed');
  writeFileSync(INSTALL_STAMP, lockFile);
}

function buildNative(required) {
  const words = [inRoot('scripts/buildNative.mjs'), ...(required ? ['--required'] : [])];
  mustRun(findNode(), words, 'The native module could not be built');
}

function build() {
  const sources = fingerprint(SOURCES);
  if (readStamp(BUILD_STAMP) === sources) return;
  say('Building…');
  rmSync(BUILD_STAMP, { force: true });
  const vite = inRoot('node_modules/electron-vite/bin/electron-vite.js');
  mustRun(findNode(), [vite, 'build', '--logLevel', 'warn'], 'The program could not be built');
  mkdirSync(dirname(BUILD_STAMP), { recursive: true });
  writeFileSync(BUILD_STAMP, sources);
}

/** Hash of all files' names, sizes and times. A thousand files take a few ms. */
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

function isReadOnly(folder) {
  try {
    accessSync(folder, constants.W_OK);
    return false;
  } catch {
    return true;
  }
}

function readStamp(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}

function mustRun(program, words, failure) {
  // Output of tools goes to standard error, because standard output is the program's (`--json`).
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

/** Ends the process with the status of `main`. A PrepareError is printed as one line. */
export async function endWith(main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    if (!(error instanceof PrepareError)) throw error;
    say(error.message);
    process.exitCode = 1;
  }
}
