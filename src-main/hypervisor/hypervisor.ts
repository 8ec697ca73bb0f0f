/**
 * The interface of every hypervisor. As with the engine, the app passes the whole desired state, and
 * the hypervisor changes what differs. Guests keep running when the program ends.
 */
import type { Attachment } from '../contract/attachment.ts';
import type { Problem } from '../contract/errors.ts';
import type { CardModel, VmState } from '../contract/vm.ts';

export interface VmCard {
  readonly n: number;
  readonly mac: string;
  readonly model: CardModel;
  /** Whether the cable is plugged in, which the guest sees as carrier. */
  readonly plugged: boolean;
  /** When it changes, the guest sees its cable unplugged and plugged in again. */
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
  /** Numbers of the cards that have a carrier in the guest. */
  readonly carrier: readonly number[];
  readonly problem: Problem | null;
}

export interface Hypervisor {
  /** Takes all VMs of this kind. Running ones are changed to match; absent ones are forgotten. */
  apply(vms: readonly VmSpec[]): void;
  /** Words to append to the hypervisor's command line. */
  args(vm: VmSpec): string[];
  /**
   * The Unix socket of a card that is attached by one.
   * @throws PatchcordError `socketPathTooLong`
   */
  socketPath(vmId: string, n: number): string;
  /** @throws HypervisorError `commandMissing`, `hypervisorMissing`, `hypervisorExited`, … */
  start(vm: VmSpec): Promise<void>;
  /** Asks the guest to power down (ACPI). With `force`, ends it immediately. */
  stop(vmId: string, force: boolean): Promise<void>;
  report(vmId: string): VmReport;
  /** The listener gets a VM's id each time that its report may have changed. */
  onChange(listener: (vmId: string) => void): void;
  /** Closes all connections to guests. The guests keep running. */
  close(): Promise<void>;
}
