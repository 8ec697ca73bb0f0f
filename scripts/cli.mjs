/** `npm run -s cli -- …`: the `patchcord` command in a checkout. */
import './nodeVersion.mjs';
import { join } from 'node:path';
import { endWith, findNode, prepare, root } from './prepare.mjs';
import { runChild } from './runChild.mjs';

await endWith(() => {
  prepare();
  return runChild(findNode(), [join(root, 'out/main/cli.js'), ...process.argv.slice(2)]);
});
