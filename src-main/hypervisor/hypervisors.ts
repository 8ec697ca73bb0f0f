/**
 * The table of hypervisors by the kind of VM that they run. A new kind of VM is a line here. Each
 * hypervisor gets only the VMs of its kind.
 */
import type { VmKind } from '../contract/vm.ts';
import type { Hypervisor, VmReport, VmSpec } from './hypervisor.ts';
import { QemuHypervisor, type QemuHypervisorOptions } from './qemu/qemuHypervisor.ts';

/** `none`: Patchcord does not know what runs these VMs. */
export type Hypervisors = Readonly<Record<Exclude<VmKind, 'none'>, Hypervisor> & { none: null }>;

const STOPPED: VmReport = { state: 'stopped', carrier: [], problem: null };

/** Does no I/O. That begins with `apply` and `start` of each. */
export function makeHypervisors(options: QemuHypervisorOptions): Hypervisors {
  return { qemu: new QemuHypervisor(options), none: null };
}

/** The report of the VM's hypervisor; `stopped` if there is none. */
export function reportOf(
  hypervisors: Hypervisors,
  vm: { readonly id: string; readonly kind: VmKind },
): VmReport {
  return hypervisors[vm.kind]?.report(vm.id) ?? STOPPED;
}

/** Gives each hypervisor all VMs of its kind. */
export function applyToAll<V extends { readonly kind: VmKind }>(
  hypervisors: Hypervisors,
  vms: readonly V[],
  specOf: (vm: V) => VmSpec,
): void {
  for (const [kind, hypervisor] of Object.entries(hypervisors))
    hypervisor?.apply(vms.filter((vm) => vm.kind === kind).map(specOf));
}

/** All hypervisors in the table. */
export function eachHypervisor(hypervisors: Hypervisors): Hypervisor[] {
  return Object.values(hypervisors).filter((one) => one !== null);
}
