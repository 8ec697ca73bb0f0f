/**
 * The link that opens the web face next, in a file of the data directory: how `patchcord status`
 * can show a fresh one to the same user. It gives no more than control.sock beside it does.
 */
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const fileIn = (dataDir: string): string => join(dataDir, 'web-link');

export function writeWebLink(dataDir: string, url: string): void {
  writeFileSync(fileIn(dataDir), url + '\n', { mode: 0o600 });
  // A file that was there keeps its mode on writing.
  chmodSync(fileIn(dataDir), 0o600);
}

export function removeWebLink(dataDir: string): void {
  rmSync(fileIn(dataDir), { force: true });
}

/** Null where no web face runs. Only of use while the program answers: a kill leaves it behind. */
export function readWebLink(dataDir: string): string | null {
  try {
    return readFileSync(fileIn(dataDir), 'utf8').trim();
  } catch {
    return null;
  }
}
