/**
 * The table of hypervisors: which one runs the VMs of each kind. A new kind of VM is a line here.
 * Each hypervisor is given the VMs of its kind alone.
 */
import type { VmKind } from '../contract/vm.ts';
import type { Hypervisor, VmReport, VmSpec } from './hypervisor.ts';
import { QemuHypervisor, type QemuHypervisorOptions } from './qemu/qemuHypervisor.ts';

/** `none`: nothing that we know runs these VMs. */
export type Hypervisors = Readonly<Record<Exclude<VmKind, 'none'>, Hypervisor> & { none: null }>;

const STOPPED: VmReport = { state: 'stopped', carrier: [], problem: null };

/** Does no I/O: `apply` and `start` of each do. */
export function makeHypervisors(options: QemuHypervisorOptions): Hypervisors {
  return { qemu: new QemuHypervisor(options), none: null };
}

/** What the VM's hypervisor knows of it; `stopped` where it has none. */
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

/** Those that there are. */
export function eachHypervisor(hypervisors: Hypervisors): Hypervisor[] {
  return Object.values(hypervisors).filter((one) => one !== null);
}
