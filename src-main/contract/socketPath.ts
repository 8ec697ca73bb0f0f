/** Whether a path is short enough for a Unix socket. */
import { PatchcordError } from './errors.ts';

/** Octets of a path that a Unix socket's address can hold on Linux: `sun_path` less its NUL, unix(7). */
const MAX_SOCKET_PATH_OCTETS = 107;

/**
 * Returns the path.
 * @throws PatchcordError `socketPathTooLong`
 */
export function checkedSocketPath(path: string): string {
  const octets = new TextEncoder().encode(path).length;
  if (octets > MAX_SOCKET_PATH_OCTETS)
    throw new PatchcordError('socketPathTooLong', { path, octets, limit: MAX_SOCKET_PATH_OCTETS });
  return path;
}
