/**
 * The .deb as electron-builder makes it, with a folder that stands for Electron's and a program
 * that stands for fpm (neither can be downloaded everywhere). The rest is the real configuration.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const project = join(import.meta.dirname, '../../..');

/** Where electron-builder looks for Electron's fuses: this, a version, their number, one each. */
const FUSES = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX\u0001\u0009' + '1'.repeat(9);

/** Builds it into the folder and gives its path. The program itself (out/) must have been built. */
export function buildDebianPackage(folder: string, version: string): string {
  const electron = join(folder, 'electron');
  makeElectron(electron);
  const settings = {
    electronDist: electron,
    'directories.output': join(folder, `dist-${version}`),
    'extraMetadata.version': version,
    // Two of these are made in a test; how small they are is of no account.
    compression: 'store',
  };
  const words = Object.entries(settings).map(([name, value]) => `-c.${name}=${value}`);
  const builder = join(project, 'node_modules/electron-builder/cli.js');
  execFileSync(
    process.execPath,
    [builder, '--linux', 'deb', '--x64', '--publish', 'never', ...words],
    {
      cwd: project,
      encoding: 'utf8',
      env: { ...process.env, CUSTOM_FPM_PATH: join(import.meta.dirname, 'fpm.mjs') },
    },
  );
  const output = settings['directories.output'];
  const [name] = readdirSync(output).filter((file) => file.endsWith('.deb'));
  return join(output, name!);
}

/** What electron-builder needs of Electron's folder. The binary says what it was run as. */
function makeElectron(folder: string): void {
  mkdirSync(join(folder, 'resources'), { recursive: true });
  writeFileSync(join(folder, 'electron'), `#!/bin/sh\necho "stand-in $0"\nexit\n${FUSES}\n`, {
    mode: 0o755,
  });
  writeFileSync(join(folder, 'chrome-sandbox'), '', { mode: 0o755 });
  writeFileSync(join(folder, 'version'), '45.3.4');
  writeFileSync(join(folder, 'LICENSE'), '');
}
