/**
 * Every script that people start imports this first: it refuses a Node that is too old in one sentence,
 * before any code that such a Node does not understand. So it has only old syntax and no imports.
 */

/** `import.meta.dirname` exists from 20.11 on; the program runs on the Node that npm ci installs. */
const OLDEST = [20, 11];

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
  process.stderr.write(
    `Node ${process.versions.node} is too old for Patchcord. ` +
      `Install Node ${OLDEST.join('.')} or newer (nodejs.org), then try again.\n`,
  );
  process.exit(1);
}
