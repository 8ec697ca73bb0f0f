/**
 * Builds the .deb with electron-builder and the real configuration. A folder replaces Electron's, and
 * a program replaces fpm, because they cannot be downloaded everywhere.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ThrowAwayRoot } from '../throwAwayRoot.ts';

const project = join(import.meta.dirname, '../../..');

/** The folder for the unpacked archive of Electron. */
const UNPACKED = '/tmp/patchcord-program';

/** electron-builder finds Electron's fuses after this text: a version, their number, one octet each. */
const FUSES = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX\u0001\u0009' + '1'.repeat(9);

const register = join(project, 'test/lab/electronStandIn/register.ts');
const ELECTRON = `#!/bin/sh
if [ $# -eq 0 ]; then echo "the window of $0"; exit; fi
exec ${process.execPath} --import ${register} ${UNPACKED}/out/main/electron.js "$@"
${FUSES}
`;

/** Builds it into the folder and returns its path. The program (out/) must have been built. */
export function buildDebianPackage(folder: string, version: string): string {
  const electron = join(folder, 'electron');
  makeElectron(electron);
  const settings = {
    electronDist: electron,
    'directories.output': join(folder, `dist-${version}`),
    'extraMetadata.version': version,
    // Without compression, because a test builds two packages and their size does not matter.
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

/** Without the packages that only Electron's libraries need, as those do not run here. */
export function installPackage(root: ThrowAwayRoot, path: string): void {
  root.must('dpkg', '--force-depends', '--force-confold', '--install', path);
}

/** Unpacks the installed archive for the stand-in, because Node cannot read it as Electron does. */
export function unpackProgram(root: ThrowAwayRoot): void {
  const asar = join(project, 'node_modules/@electron/asar/bin/asar.js');
  root.must('rm', '--recursive', '--force', UNPACKED);
  root.must(process.execPath, asar, 'extract', '/opt/Patchcord/resources/app.asar', UNPACKED);
}

/**
 * Creates the files of Electron's folder that electron-builder needs. The binary prints that it would
 * open a window; with arguments it runs the program on Node and the stand-in for `electron`.
 */
function makeElectron(folder: string): void {
  mkdirSync(join(folder, 'resources'), { recursive: true });
  writeFileSync(join(folder, 'electron'), ELECTRON, { mode: 0o755 });
  writeFileSync(join(folder, 'chrome-sandbox'), '', { mode: 0o755 });
  writeFileSync(join(folder, 'version'), '45.3.4');
  writeFileSync(join(folder, 'LICENSE'), '');
}
