#!/usr/bin/env node
/**
 * Replaces fpm when electron-builder builds a .deb: supports the arguments that it uses, with
 * dpkg-deb. Inputs are FROM=TO; a folder FROM/ includes its content. Files below /etc are
 * configuration files. An unknown argument is an error, so that none is ignored.
 */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';

const text = { type: 'string' };
const list = { type: 'string', multiple: true, default: [] };
const options = {
  s: { ...text, short: 's' },
  t: { ...text, short: 't' },
  depends: { ...list, short: 'd' },
  force: { type: 'boolean' },
  'deb-recommends': list,
  'deb-priority': text,
  'deb-compression': text,
  architecture: text,
  'after-install': text,
  'after-remove': text,
  description: text,
  version: text,
  package: text,
  name: text,
  maintainer: text,
  vendor: text,
  url: text,
  license: text,
  category: text,
};
const { values, positionals } = parseArgs({ options, allowPositionals: true });
if (values.s !== 'dir' || values.t !== 'deb')
  throw new Error('from a folder to a .deb, that is all');

const stage = mkdtempSync(join(tmpdir(), 'pc-deb-'));
try {
  chmodSync(stage, 0o755);
  const targets = positionals.map(stageInput);
  writeControl(targets.filter((target) => target.startsWith('/etc/')));
  const words = ['--root-owner-group', '-Zgzip', '-z1', '--build', stage, values.package];
  execFileSync('dpkg-deb', words, { stdio: ['ignore', 'ignore', 'inherit'] });
} finally {
  rmSync(stage, { recursive: true });
}

function stageInput(word) {
  const cut = word.lastIndexOf('=');
  const [from, to] = [word.slice(0, cut), word.slice(cut + 1)];
  const target = join(stage, to);
  mkdirSync(dirname(target), { recursive: true, mode: 0o755 });
  cpSync(from, target, { recursive: true, verbatimSymlinks: true });
  if (statSync(target).isFile()) chmodSync(target, statSync(from).mode & 0o755);
  return to;
}

function writeControl(configurationFiles) {
  const folder = join(stage, 'DEBIAN');
  mkdirSync(folder, { mode: 0o755 });
  const fields = {
    Package: values.name,
    Version: values.version,
    Architecture: values.architecture,
    Maintainer: values.maintainer,
    Homepage: values.url,
    Priority: values['deb-priority'],
    Depends: values.depends.join(', '),
    Recommends: values['deb-recommends'].join(', '),
    Description: values.description.trim().replaceAll('\n\n', '\n .\n'),
  };
  const lines = Object.entries(fields).filter(([, value]) => value);
  writeFileSync(join(folder, 'control'), lines.map(([k, v]) => `${k}: ${v}\n`).join(''));
  writeFileSync(join(folder, 'conffiles'), configurationFiles.map((path) => `${path}\n`).join(''));
  cpSync(values['after-install'], join(folder, 'postinst'));
  cpSync(values['after-remove'], join(folder, 'postrm'));
  for (const script of ['postinst', 'postrm']) chmodSync(join(folder, script), 0o755);
}
