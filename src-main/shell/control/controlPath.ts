/** The path of the control socket, in the data directory. */
import { join } from 'node:path';
import { checkedSocketPath } from '../../contract/socketPath.ts';

/** @throws PatchcordError `socketPathTooLong` */
export function controlSocketPath(dataDir: string): string {
  return checkedSocketPath(join(dataDir, 'control.sock'));
}
