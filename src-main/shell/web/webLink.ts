/**
 * The file with the next link to the web face. `patchcord status` shows the link to the same user. It
 * gives no more rights than control.sock beside it.
 */
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const fileIn = (dataDir: string): string => join(dataDir, 'web-link');

export function writeWebLink(dataDir: string, url: string): void {
  writeFileSync(fileIn(dataDir), url + '\n', { mode: 0o600 });
  // `mode` has no effect on an existing file.
  chmodSync(fileIn(dataDir), 0o600);
}

export function removeWebLink(dataDir: string): void {
  rmSync(fileIn(dataDir), { force: true });
}

/** Null: no web face runs. After a kill the file remains, so check that the program answers. */
export function readWebLink(dataDir: string): string | null {
  try {
    return readFileSync(fileIn(dataDir), 'utf8').trim();
  } catch {
    return null;
  }
}
