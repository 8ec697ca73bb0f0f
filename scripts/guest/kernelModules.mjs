/**
 * The kernel modules of a guest, each after the modules that it needs. The order comes from the line
 * `depends=` of every module (modinfo), so no list depends on the kernel's version.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';

/** @returns {{ name: string, content: Buffer }[]} in loading order, without those built into the kernel */
export function modulesInOrder(tree, wanted) {
  const paths = modulePaths(tree);
  const ordered = new Map();
  const add = (name) => {
    const path = paths.get(name);
    if (path === undefined || ordered.has(name)) return;
    const content = moduleContent(path);
    ordered.set(name, null);
    for (const needed of dependencies(content)) add(needed);
    ordered.delete(name);
    ordered.set(name, content);
  };
  wanted.forEach(add);
  return [...ordered].map(([name, content]) => ({ name, content }));
}

function modulePaths(tree) {
  const paths = new Map();
  for (const entry of readdirSync(tree, { recursive: true })) {
    const match = /^(.*)\.ko(\.xz)?$/.exec(basename(entry));
    if (match) paths.set(match[1].replaceAll('-', '_'), join(tree, entry));
  }
  return paths;
}

/** Debian 13 and later compresses modules; the guest's insmod needs them uncompressed. */
function moduleContent(path) {
  if (!path.endsWith('.xz')) return readFileSync(path);
  return execFileSync('xz', ['-dc', path], { maxBuffer: 1 << 27 });
}

function dependencies(content) {
  const key = '\0depends=';
  const at = content.indexOf(key, 0, 'latin1');
  if (at < 0) return [];
  const start = at + key.length;
  const names = content.toString('latin1', start, content.indexOf(0, start));
  return names
    .split(',')
    .filter(Boolean)
    .map((name) => name.replaceAll('-', '_'));
}
