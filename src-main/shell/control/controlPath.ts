/** Where a program listens for commands: a Unix socket in its data directory. */
import { join } from 'node:path';
import { ShellError } from '../shellError.ts';

/** Octets of a socket's path: Linux's `sun_path` has 108 with the final zero (unix(7)). */
const MAX_PATH_OCTETS = 107;

/** @throws ShellError `socketPathTooLong` */
export function controlSocketPath(dataDir: string): string {
  const path = join(dataDir, 'control.sock');
  const octets = Buffer.byteLength(path);
  if (octets > MAX_PATH_OCTETS)
    throw new ShellError('socketPathTooLong', { path, octets, limit: MAX_PATH_OCTETS });
  return path;
}
