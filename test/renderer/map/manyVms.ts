/** A large laboratory: VMs with four adapters each, on different networks. */
import type { Adapter } from '../../../src-main/contract/vm.ts';
import { laboratory, newVm, type View } from '../givenView.ts';

export function manyVms(count: number): View {
  const state = laboratory();
  const [model] = state.vms[0]!.adapters as [Adapter];
  state.vms = Array.from({ length: count }, (_, index) => {
    const vm = newVm(`vm${index}`, `Machine ${index + 1}`, null);
    vm.adapters = [1, 2, 3, 4].map((n) => {
      const network = state.networks[(index + n) % state.networks.length]!;
      const mac = `00-03-FF-00-${index.toString(16).padStart(2, '0').toUpperCase()}-0${n}`;
      const plug = { mode: network.kind, network: network.name, networkId: network.id };
      return { ...model, ...plug, n, mac, link: 'down' as const, ip: [] };
    });
    return vm;
  });
  return state;
}
