/**
 * What the app asks of a hypervisor, whichever it is. Like the engine it is given the whole desired
 * state and brings what runs in line with it; guests go on when the program ends.
 */
import type { Attachment } from '../contract/attachment.ts';
import type { Problem } from '../contract/errors.ts';
import type { CardModel, VmState } from '../contract/vm.ts';

export interface VmCard {
  readonly n: number;
  readonly mac: string;
  readonly model: CardModel;
  /** Whether the cable is plugged in: what the guest sees as carrier. */
  readonly plugged: boolean;
  /** Changes whenever the cable goes to another network: the guest then sees it out and in again. */
  readonly networkId: string | null;
  readonly attachment: Attachment;
}

export interface VmSpec {
  readonly id: string;
  readonly name: string;
  readonly command: string | null;
  readonly cards: readonly VmCard[];
}

export interface VmReport {
  readonly state: VmState;
  /** The numbers of the cards whose carrier the guest sees as up. */
  readonly carrier: readonly number[];
  readonly problem: Problem | null;
}

export interface Hypervisor {
  /** All VMs of this kind. Running ones are brought in line; ones that are gone are let go. */
  apply(vms: readonly VmSpec[]): void;
  /** Words to append to the hypervisor's command line. */
  args(vm: VmSpec): string[];
  /**
   * Where the engine finds a card's cable that has no ports.
   * @throws PatchcordError `socketPathTooLong`
   */
  socketPath(vmId: string, n: number): string;
  /** @throws HypervisorError `commandMissing`, `hypervisorMissing`, `hypervisorExited` with stderr's last lines */
  start(vm: VmSpec): Promise<void>;
  /** Asks the guest to power down (ACPI), or with `force` ends it now. */
  stop(vmId: string, force: boolean): Promise<void>;
  report(vmId: string): VmReport;
  /** Called with a VM's id whenever its report may have changed. */
  onChange(listener: (vmId: string) => void): void;
  /** Lets go of everything; guests run on. */
  close(): Promise<void>;
}
