/** Where in the data directory a VM's sockets and its log lie, by the VM's id. */
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

  /** Shorter than any cable's. */
  qmp(vmId: string): string {
    return join(this.runDir, `${vmId}${QMP_SUFFIX}`);
  }

  /** What the hypervisor prints. Not in the run directory: it outlives the run. */
  log(vmId: string): string {
    return join(this.#logDir, `${vmId}.log`);
  }
}
