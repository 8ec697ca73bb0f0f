/** Finds the VMs for a search text. */
import type { Vm } from '../../../src-main/contract/vm.ts';
import { t } from '../../text/text.ts';

/** Whether each word is in the VM's name or in one of its networks, NICs, connections or addresses. */
export function isMeant(vm: Vm, search: string): boolean {
  const said = sayings(vm);
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return words.every((word) => said.some((saying) => saying.includes(word)));
}

function sayings(vm: Vm): string[] {
  const ofAdapters = vm.adapters.flatMap(({ mode, network, nic, mac, ip }) => [
    t(`words.mode.${mode}`),
    network ?? '',
    nic ?? '',
    mac,
    ...ip,
  ]);
  return [vm.name, ...ofAdapters].map((saying) => saying.toLowerCase());
}
