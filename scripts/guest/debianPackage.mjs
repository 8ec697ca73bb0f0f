/**
 * Downloads a Debian package and unpacks it into a folder, as an ordinary user. Nothing is installed.
 * A package that has been unpacked before is found by its name and version.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { aptCache } from './aptCache.mjs';

/** The message is one line, with the command that helps. */
export class GuestBuildError extends Error {}

/** The folder with the package's files. */
export function unpackedPackage(name, cacheDir) {
  const target = join(
    cacheDir,
    `${name}_${candidateVersion(name, cacheDir).replaceAll(/[^\w.+~-]/g, '_')}`,
  );
  if (existsSync(target)) return target;
  mkdirSync(cacheDir, { recursive: true });
  const work = mkdtempSync(join(cacheDir, 'fetch-'));
  try {
    const tree = join(work, 'tree');
    program('dpkg-deb', ['-x', download(name, work), tree], work);
    claim(tree, target);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return target;
}

/** The package behind a meta package: its first dependency that begins with `prefix`. */
export function firstDependency(metaPackage, prefix, cacheDir) {
  const lines = ask(cacheDir, 'depends', '--important', metaPackage).split('\n');
  const found = lines.map((line) => line.replace(/^[\s|]*Depends:\s*/, '').trim());
  const dependency = found.find((name) => name.startsWith(prefix) && name !== metaPackage);
  if (dependency === undefined) throw new GuestBuildError(unknownPackage(metaPackage));
  return dependency;
}

/** If another process has just put the same tree there, that one is kept. */
function claim(made, target) {
  try {
    renameSync(made, target);
  } catch (error) {
    if (!existsSync(target)) throw error;
  }
}

function candidateVersion(name, cacheDir) {
  const policy = ask(cacheDir, 'policy', name);
  const version = /^\s*Candidate: (\S+)$/m.exec(policy)?.[1];
  if (version === undefined || version === '(none)')
    throw new GuestBuildError(unknownPackage(name));
  return version;
}

function ask(cacheDir, ...words) {
  return aptCache(cacheDir, words, () => program('apt-cache', words));
}

function download(name, folder) {
  program('apt-get', ['-q', '-o', 'APT::Sandbox::User=root', 'download', name], folder);
  const file = readdirSync(folder).find((entry) => entry.endsWith('.deb'));
  if (file === undefined) throw new GuestBuildError(unknownPackage(name));
  return join(folder, file);
}

function unknownPackage(name) {
  return `The package ${name} is not known here. Bring the package lists up to date: sudo apt-get update`;
}

function program(name, words, cwd) {
  try {
    return execFileSync(name, words, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    if (error.code === 'ENOENT')
      throw new GuestBuildError(
        `${name} is missing: the small guest is made from Debian's packages and needs Debian or a relative of it.`,
      );
    const last = String(error.stderr).trim().split('\n').at(-1);
    throw new GuestBuildError(`${name} ${words.at(-1)} failed: ${last} (try: sudo apt-get update)`);
  }
}
