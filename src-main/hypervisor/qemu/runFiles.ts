/** Where in the data directory a VM's sockets and its log lie, by the VM's id. */
import { Buffer } from 'node:buffer';
import { join } from 'node:path';
import { HypervisorError } from '../hypervisorError.ts';

/** Octets of path that a unix socket's address holds on Linux: `sun_path` less its NUL, unix(7). */
const MAX_SOCKET_PATH_OCTETS = 107;
export const QMP_SUFFIX = '.qmp';

export class RunFiles {
  readonly runDir: string;
  readonly #logDir: string;

  constructor(dataDir: string) {
    this.runDir = join(dataDir, 'run');
    this.#logDir = join(dataDir, 'log');
  }

  /** @throws HypervisorError `socketPathTooLong` */
  cable(vmId: string, n: number): string {
    return checkedSocketPath(join(this.runDir, `${vmId}-${n}.sock`));
  }

  /** Shorter than any cable's. */
  qmp(vmId: string): string {
    return join(this.runDir, `${vmId}${QMP_SUFFIX}`);
  }

  /** What the hypervisor prints. Not in the run directory: it outlives the run. */
  log(vmId: string): string {
    return join(this.#logDir, `${vmId}.log`);
  }
}

function checkedSocketPath(path: string): string {
  const octets = Buffer.byteLength(path);
  if (octets > MAX_SOCKET_PATH_OCTETS)
    throw new HypervisorError('socketPathTooLong', {
      path,
      octets,
      limit: MAX_SOCKET_PATH_OCTETS,
    });
  return path;
}
