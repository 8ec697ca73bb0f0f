/**
 * Where the program is that starts QEMU and keeps the end of its output.
 * Read first: native/logger/main.c.
 */
import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';

/** Its path relative to this file, and to out/main of a checkout or a package. */
const PLACES = ['../../../native/build/Release', '../../native/build/Release'].map((folder) =>
  // A program inside the archive cannot be executed. electron-builder.yml unpacks it.
  join(import.meta.dirname, folder, 'patchcord-log').replace(/\bapp\.asar\b/, 'app.asar.unpacked'),
);

/** Null: it is missing (this checkout has no compiler), or this user may not run it. */
export function findLogProgram(): string | null {
  return PLACES.find(isExecutable) ?? null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
