/** Where a program listens for commands: a Unix socket in its data directory. */
import { join } from 'node:path';
import { checkedSocketPath } from '../../contract/socketPath.ts';

/** @throws PatchcordError `socketPathTooLong` */
export function controlSocketPath(dataDir: string): string {
  return checkedSocketPath(join(dataDir, 'control.sock'));
}
