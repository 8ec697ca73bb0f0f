/**
 * Refuses a Node that is too old, in one sentence. Every script that people start imports this first,
 * before code that such a Node cannot parse. So this file has only old syntax and no imports.
 */

/** 20.11 is the first with `import.meta.dirname`. The program runs on the Node that npm ci installs. */
const OLDEST = [20, 11];

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
  process.stderr.write(
    `Node ${process.versions.node} is too old for Patchcord. ` +
      `Install Node ${OLDEST.join('.')} or newer (nodejs.org), then try again.\n`,
  );
  process.exit(1);
}
