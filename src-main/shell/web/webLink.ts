/**
 * The file with the next link to the web face. `patchcord status` shows the link to the same user. It
 * gives no more rights than control.sock beside it.
 */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const fileIn = (dataDir: string): string => join(dataDir, 'web-link');

/**
 * The file has the whole link, or it does not exist: the link before no longer works. A disk that is
 * full at this moment must not end the program. The next link is tried again.
 */
export function writeWebLink(dataDir: string, url: string, failed: (error: unknown) => void): void {
  const fresh = `${fileIn(dataDir)}.new`;
  try {
    rmSync(fresh, { force: true });
    writeFileSync(fresh, url + '\n', { mode: 0o600 });
    renameSync(fresh, fileIn(dataDir));
  } catch (error) {
    forget(dataDir);
    failed(error);
  }
}

function forget(dataDir: string): void {
  try {
    removeWebLink(dataDir);
  } catch {
    // It cannot be removed from a read-only folder. It does not open anything.
  }
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
