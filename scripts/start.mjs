/**
 * `npm start [-- --demo] [-- --port N --no-open --data-dir D]`: makes the checkout ready and opens
 * the program. If there is a desktop and Electron, it opens its window, otherwise the browser.
 */
import './nodeVersion.mjs';
import { join, resolve } from 'node:path';
import util from 'node:util';
import { runDemo } from './demo.mjs';
import { electronForDesktop } from './electronBinary.mjs';
import { endWith, findNode, prepare, PrepareError, root } from './prepare.mjs';
import { runChild } from './runChild.mjs';

await endWith(async () => {
  const options = parseWords(process.argv.slice(2));
  prepare();
  const face = chooseFace(options);
  if (options.demo) return runDemo(face);
  const dataDir = options['data-dir'];
  return face(dataDir === undefined ? {} : { PATCHCORD_DATA_DIR: resolve(dataDir) });
});

function parseWords(words) {
  const options = {
    demo: { type: 'boolean' },
    port: { type: 'string' },
    'no-open': { type: 'boolean' },
    'data-dir': { type: 'string' },
  };
  try {
    return util.parseArgs({ args: words, options }).values;
  } catch (error) {
    throw new PrepareError(
      `${error.message}\nnpm start [-- --demo] [-- --port N --no-open --data-dir D]`,
    );
  }
}

/** Returns a function that runs the program with additional environment variables. */
function chooseFace({ port, 'no-open': noOpen }) {
  const electron = port === undefined && !noOpen ? electronForDesktop() : null;
  const [program, words] = electron === null ? browserFace(port, noOpen) : windowFace(electron);
  return (variables) => runChild(program, words, { ...process.env, ...variables });
}

function windowFace(electron) {
  // Chromium's sandbox does not work as root.
  return [electron, [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), root]];
}

function browserFace(port, noOpen) {
  const words = [...(port === undefined ? [] : ['--port', port]), ...(noOpen ? ['--no-open'] : [])];
  return [findNode(), [join(root, 'out/main/cli.js'), 'serve', ...words]];
}
