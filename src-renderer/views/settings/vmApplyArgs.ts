/** The draft of a VM's settings as the arguments of `vm.apply`. */
import { canonicalMac } from '../../../src-main/address/mac.ts';
import type { CallArgs } from '../../../src-main/contract/contract.ts';
import type { Forward } from '../../../src-main/contract/network.ts';
import type { AdapterSettings, Vm } from '../../../src-main/contract/vm.ts';
import { deepEqual } from '../../deepEqual.ts';
import {
  draftAdapters,
  plainRule,
  touchesAdapters,
  type AdapterDraft,
  type VmEdits,
} from './vmDraft.ts';

/** @param forwards the existing forwards; a change that has been made is left out */
export function vmApplyArgs(
  base: Vm,
  edits: VmEdits,
  forwards: readonly Forward[],
): CallArgs<'vm.apply'> {
  const adapters = draftAdapters(base, edits);
  const { name, command } = edits;
  const networks = adapters.flatMap(({ newNetwork }) => newNetwork?.trim() ?? []);
  return {
    vm: base.id,
    networks: [...new Set(networks)],
    change: {
      ...(name !== undefined && { name: name.trim() }),
      ...(command !== undefined && { command: command.trim() || null }),
      ...(touchesAdapters(edits) && { adapters: adapters.map(settingsOf) }),
    },
    forwards: forwardChanges(base, edits, forwards),
  };
}

function forwardChanges(
  base: Vm,
  edits: VmEdits,
  forwards: readonly Forward[],
): CallArgs<'vm.apply'>['forwards'] {
  const isThere = (id: string): boolean => forwards.some((forward) => forward.id === id);
  const kept = forwards.filter(
    ({ id, vmId }) => vmId === base.id && !edits.removedForwards.includes(id),
  );
  return {
    removed: edits.removedForwards.filter(isThere),
    changed: Object.entries(edits.changedForwards)
      .filter(([id]) => isThere(id))
      .map(([id, rule]) => ({ ...rule, id })),
    added: edits.addedForwards
      .map(plainRule)
      .filter((rule) => !kept.some((forward) => deepEqual(plainRule(forward), rule))),
  };
}

function settingsOf(adapter: AdapterDraft): AdapterSettings {
  const { n, mode, cable, model, mac } = adapter;
  const hasNetwork = mode === 'shared' || mode === 'internal';
  return {
    n,
    mode,
    network: hasNetwork ? (adapter.newNetwork?.trim() ?? adapter.network) : null,
    nic: mode === 'host' ? adapter.nic : null,
    cable,
    mac: canonicalMac(mac),
    model,
  };
}
