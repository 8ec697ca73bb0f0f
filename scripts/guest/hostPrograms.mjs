/** Finds a program of this computer and its shared libraries, as paths to copy into a guest. */
import { execFileSync } from 'node:child_process';
import { accessSync, constants, realpathSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { GuestBuildError } from './debianPackage.mjs';

/** Path of a program on the PATH, or null. A name with a slash is returned as it is. */
export function programPath(name) {
  const folders = `${process.env['PATH'] ?? ''}${delimiter}/usr/sbin${delimiter}/sbin`;
  const candidates = name.includes('/')
    ? [name]
    : folders.split(delimiter).map((folder) => join(folder, name));
  return candidates.find(isExecutable) ?? null;
}

/** Path in the guest → path here. The program goes to /bin; libraries keep their paths. */
export function programWithLibraries(name) {
  const path = programPath(name);
  if (path === null)
    throw new GuestBuildError(`${name} is missing. Install it: sudo apt-get install ${name}`);
  const files = new Map([[`bin/${name}`, realpathSync(path)]]);
  for (const library of libraries(path)) files.set(library.slice(1), realpathSync(library));
  return files;
}

/** The two forms of ldd's lines: `libc.so.6 => /lib/…/libc.so.6 (0x…)`, `/lib64/ld-….so.2 (0x…)`. */
function libraries(path) {
  const lines = lddOutput(path).split('\n');
  return lines.map((line) => /(?:^|\s)(\/\S+) \(0x/.exec(line)?.[1]).filter((found) => found);
}

/** ldd fails on a static program, which needs no libraries. */
function lddOutput(path) {
  try {
    return execFileSync('ldd', [path], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return '';
  }
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
