/**
 * To be imported first by every script that people start: a Node that is too old is refused in one
 * sentence, before anything that it does not understand is run. Older syntax and no imports here.
 */

/** `import.meta.dirname` is there from 20.11 on; the rest runs on the Node that npm ci brings. */
const OLDEST = [20, 11];

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
  process.stderr.write(
    `Node ${process.versions.node} is too old for Patchcord. ` +
      `Install Node ${OLDEST.join('.')} or newer (nodejs.org), then try again.\n`,
  );
  process.exit(1);
}
