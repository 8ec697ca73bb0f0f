/** The paths of a VM's sockets and log in the data directory, by the VM's id. */
import { join } from 'node:path';
import { checkedSocketPath } from '../../contract/socketPath.ts';

export const QMP_SUFFIX = '.qmp';

export class RunFiles {
  readonly runDir: string;
  readonly #logDir: string;

  constructor(dataDir: string) {
    this.runDir = join(dataDir, 'run');
    this.#logDir = join(dataDir, 'log');
  }

  /** @throws PatchcordError `socketPathTooLong` */
  cable(vmId: string, n: number): string {
    return checkedSocketPath(join(this.runDir, `${vmId}-${n}.sock`));
  }

  /** Shorter than the path of a cable, so its length is not checked. */
  qmp(vmId: string): string {
    return join(this.runDir, `${vmId}${QMP_SUFFIX}`);
  }

  /** The hypervisor's output. It is kept after the run, so it is not in the run directory. */
  log(vmId: string): string {
    return join(this.#logDir, `${vmId}.log`);
  }
}
