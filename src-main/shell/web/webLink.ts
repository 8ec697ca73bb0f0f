/**
 * The next link to the web face, in a file of the data directory, so that `patchcord status` can show
 * a new one to the same user. It grants no more than control.sock beside it does.
 */
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const fileIn = (dataDir: string): string => join(dataDir, 'web-link');

export function writeWebLink(dataDir: string, url: string): void {
  writeFileSync(fileIn(dataDir), url + '\n', { mode: 0o600 });
  // Writing to an existing file keeps its mode.
  chmodSync(fileIn(dataDir), 0o600);
}

export function removeWebLink(dataDir: string): void {
  rmSync(fileIn(dataDir), { force: true });
}

/** Null if no web face runs. Valid only while the program answers: after a kill the file remains. */
export function readWebLink(dataDir: string): string | null {
  try {
    return readFileSync(fileIn(dataDir), 'utf8').trim();
  } catch {
    return null;
  }
}
