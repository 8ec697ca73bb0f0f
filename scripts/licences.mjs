/**
 * The shipped packages with their versions and licences: those that the program imports at run time,
 * those that are bundled into the window, and all their dependencies.
 * As a Vite plugin it provides the module `virtual:licences`, which every build creates.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Not this file's folder, because electron-vite copies the file while it reads its configuration. */
const root = process.cwd();
/** Development dependencies that are bundled into the window. */
const BUNDLED = ['@vueuse/core', '@vue-flow/core', 'pinia', 'reka-ui', 'uplot', 'vue', 'vue-i18n'];
/** Electron has its own licence files, which include Chromium's. */
const RUNTIME = ['electron'];

const readPackage = (folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

/** Finds a package as Node does from that folder; null: not installed. */
function folderOf(name, from) {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return candidate;
    if (folder === dirname(folder)) return null;
  }
}

/** @returns {{ name: string, version: string, licence: string }[]} by name */
export function shippedLicences() {
  const found = new Map();
  const add = (name, from, withTheirs) => {
    const folder = folderOf(name, from);
    if (folder === null || found.has(folder)) return;
    const { version, license = 'see its files', dependencies = {} } = readPackage(folder);
    found.set(folder, { name, version, licence: license });
    if (withTheirs) for (const theirs of Object.keys(dependencies)) add(theirs, folder, true);
  };
  const { dependencies } = readPackage(root);
  for (const name of [...Object.keys(dependencies), ...BUNDLED]) add(name, root, true);
  for (const name of RUNTIME) add(name, root, false);
  return [...found.values()].sort((a, b) => a.name.localeCompare(b.name));
}

/** @returns {import('vite').Plugin} */
export function licencesPlugin() {
  const ID = 'virtual:licences';
  return {
    name: 'licences',
    resolveId: (id) => (id === ID ? `\0${ID}` : undefined),
    load: (id) =>
      id === `\0${ID}`
        ? `export const licences = ${JSON.stringify(shippedLicences())};`
        : undefined,
  };
}
