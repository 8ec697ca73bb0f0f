/** What may stand in a MAC field: six octets, of one card, and of no other adapter here. */
import type { Vm } from '../../../src-main/contract/vm.ts';

/** The house's form `00-03-FF-12-34-56`, or null where the text is no MAC. */
export function macOf(text: string): string | null {
  const digits = text.trim().replaceAll(/[-:.]/g, '');
  if (!/^[0-9a-f]{12}$/i.test(digits) || !/^[0-9a-f.:-]+$/i.test(text.trim())) return null;
  return digits.toUpperCase().match(/../g)!.join('-');
}

export type MacFault = 'macFormat' | 'macMulticast' | 'macZero';

export function macFault(text: string): MacFault | null {
  const mac = macOf(text);
  if (mac === null) return 'macFormat';
  if (parseInt(mac.slice(0, 2), 16) & 1) return 'macMulticast';
  return /^[0-]+$/.test(mac) ? 'macZero' : null;
}

export interface MacHolder {
  readonly vm: string;
  readonly n: number;
}

/** Who else has this MAC, among the VMs other than `vmId`. */
export function macHolder(text: string, vms: readonly Vm[], vmId: string): MacHolder | null {
  const mac = macOf(text);
  if (mac === null) return null;
  for (const vm of vms)
    for (const adapter of vm.adapters)
      if (vm.id !== vmId && macOf(adapter.mac) === mac) return { vm: vm.name, n: adapter.n };
  return null;
}
