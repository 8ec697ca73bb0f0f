/**
 * The .deb as electron-builder makes it, with a folder that stands for Electron's and a program
 * that stands for fpm (neither can be downloaded everywhere). The rest is the real configuration.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ThrowAwayRoot } from '../throwAwayRoot.ts';

const project = join(import.meta.dirname, '../../..');

/** Where `unpackProgram` puts what Electron would read from its archive. */
const UNPACKED = '/tmp/patchcord-program';

/** Where electron-builder looks for Electron's fuses: this, a version, their number, one each. */
const FUSES = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX\u0001\u0009' + '1'.repeat(9);

const register = join(project, 'test/lab/electronStandIn/register.ts');
const ELECTRON = `#!/bin/sh
if [ $# -eq 0 ]; then echo "the window of $0"; exit; fi
exec ${process.execPath} --import ${register} ${UNPACKED}/out/main/electron.js "$@"
${FUSES}
`;

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

/** What only Electron's own libraries are needed for is not here; nothing of them is run. */
export function installPackage(root: ThrowAwayRoot, path: string): void {
  root.must('dpkg', '--force-depends', '--force-confold', '--install', path);
}

/** Node cannot read the archive as Electron does: takes the installed one apart for the stand-in. */
export function unpackProgram(root: ThrowAwayRoot): void {
  const asar = join(project, 'node_modules/@electron/asar/bin/asar.js');
  root.must('rm', '--recursive', '--force', UNPACKED);
  root.must(process.execPath, asar, 'extract', '/opt/Patchcord/resources/app.asar', UNPACKED);
}

/**
 * What electron-builder needs of Electron's folder. The binary says that it would open a window;
 * with words it runs the program, on Node and the stand-in for the module `electron`.
 */
function makeElectron(folder: string): void {
  mkdirSync(join(folder, 'resources'), { recursive: true });
  writeFileSync(join(folder, 'electron'), ELECTRON, { mode: 0o755 });
  writeFileSync(join(folder, 'chrome-sandbox'), '', { mode: 0o755 });
  writeFileSync(join(folder, 'version'), '45.3.4');
  writeFileSync(join(folder, 'LICENSE'), '');
}
