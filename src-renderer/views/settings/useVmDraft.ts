/**
 * The draft of one VM's settings as the dialog uses it: current values, faults, and applying.
 * Read first: vmDraft.ts.
 *
 * Theory of operation. Applying is one call, `vm.apply`: the program changes everything or nothing,
 * so a refusal leaves the whole draft as it is. Text typed during the call stays in the draft. If
 * the answer is lost with the connection, the draft is compared with the next panel: an edit that
 * the panel shows is removed from the draft.
 */
import { parseTypedMac } from '../../../src-main/address/mac.ts';
import { computed, ref, shallowRef, watch, type Ref } from 'vue';
import type { Vm } from '../../../src-main/contract/vm.ts';
import { toProblem } from '../../../src-main/contract/errors.ts';
import { useBridge } from '../../bridge/bridge.ts';
import { usePanel } from '../../stores/panel.ts';
import { deepEqual } from '../../deepEqual.ts';
import { problemText } from '../../text/contractText.ts';
import { vmApplyArgs } from './vmApplyArgs.ts';
import * as draft from './vmDraft.ts';
import { placeOf, vmFaults, type Fault } from './vmFaults.ts';

/** Most calls of `mac.suggest` to get a MAC that this dialog does not use already. */
const MAC_DRAWS = 8;

export function useVmDraft(current: Readonly<Ref<Vm | undefined>>) {
  const bridge = useBridge();
  const panel = usePanel();
  const base = shallowRef(current.value!);
  const edits = shallowRef<draft.VmEdits>(draft.noEdits);
  const refusals = ref<Fault[]>([]);
  /** A refusal that does not belong to a field. */
  const refusal = ref<string | null>(null);
  const busy = ref(false);

  watch(
    current,
    (vm) => {
      if (vm === undefined) return;
      edits.value = draft.rebased(base.value, vm, edits.value);
      base.value = vm;
    },
    { flush: 'sync' },
  );

  const name = computed(() => edits.value.name ?? base.value.name);
  const command = computed(() => edits.value.command ?? base.value.command ?? '');
  const adapters = computed(() => draft.draftAdapters(base.value, edits.value));
  const changed = computed(() => draft.hasEdits(edits.value));
  /** The existing forwards with their edits, and whether they will be removed. */
  const forwards = computed(() =>
    panel.forwards
      .filter((forward) => forward.vmId === base.value.id)
      .map((forward) => ({
        ...forward,
        ...edits.value.changedForwards[forward.id],
        changed: forward.id in edits.value.changedForwards,
        removed: edits.value.removedForwards.includes(forward.id),
      })),
  );
  const found = computed(() => {
    const { vms, networks } = panel;
    return vmFaults(name.value, adapters.value, { vmId: base.value.id, vms, networks });
  });
  const faults = computed(() => [...found.value, ...refusals.value]);

  function edit(next: draft.VmEdits): void {
    edits.value = next;
    forgetAttempt();
  }

  function forgetAttempt(): void {
    refusals.value = [];
    refusal.value = null;
  }

  async function freshMac(): Promise<string> {
    for (let draw = 1; ; draw++) {
      const mac = await bridge.call('mac.suggest', {});
      if (
        draw === MAC_DRAWS ||
        !adapters.value.some((a) => parseTypedMac(a.mac) === parseTypedMac(mac))
      )
        return mac;
    }
  }

  /** The new adapter's number, or null if the VM has no room for one. */
  async function addAdapter(): Promise<number | null> {
    const mac = await freshMac();
    const n = draft.freeNumber(adapters.value);
    if (n === null) return null;
    const shared = panel.networks.find((network) => network.kind === 'shared');
    const plug = { network: shared?.id ?? null, nic: null, newNetwork: null };
    const adapter = {
      n,
      mac,
      cable: true,
      model: 'virtio',
      mode: shared ? 'shared' : 'none',
      ...plug,
    } as const;
    edit(draft.withAdded(base.value, edits.value, adapter));
    return n;
  }

  function refused(error: unknown): void {
    const problem = toProblem(error);
    const place = placeOf(problem, adapters.value);
    const text = problemText(problem);
    if (place === null) refusal.value = text;
    else refusals.value = [{ ...place, text }];
  }

  /** True: everything was applied. False: nothing was, and `refusal` says why. */
  async function apply(): Promise<boolean> {
    if (busy.value) return false;
    forgetAttempt();
    if (found.value.length > 0) return false;
    busy.value = true;
    const sent = edits.value;
    try {
      const vm = await bridge.call('vm.apply', vmApplyArgs(base.value, sent, panel.forwards));
      edits.value = draft.rebased(base.value, vm, draft.editsSince(sent, edits.value));
      base.value = vm;
      return true;
    } catch (error) {
      refused(error);
      return false;
    } finally {
      busy.value = false;
    }
  }

  return {
    base,
    edits,
    name,
    command,
    adapters,
    forwards,
    changed,
    faults,
    refusal,
    busy,
    freshMac,
    addAdapter,
    apply,
    setName: (value: string) => edit(draft.withName(base.value, edits.value, value)),
    setCommand: (value: string) => edit(draft.withCommand(base.value, edits.value, value)),
    setAdapter: (n: number, change: draft.AdapterEdits) =>
      edit(draft.withAdapter(base.value, edits.value, n, change)),
    removeAdapter: (n: number) => edit(draft.withRemoved(edits.value, n)),
    addForward: (forward: draft.ForwardDraft) =>
      edit({ ...edits.value, addedForwards: [...edits.value.addedForwards, forward] }),
    changeForward: (id: string, rule: draft.ForwardRule) => {
      const before = panel.forwards.find((forward) => forward.id === id);
      const unchanged = before !== undefined && deepEqual(draft.plainRule(before), rule);
      const rest = withoutChange(edits.value, id);
      const changedForwards = { ...rest.changedForwards, [id]: rule };
      edit(unchanged ? rest : { ...rest, changedForwards });
    },
    changeAdded: (key: number, rule: draft.ForwardRule) =>
      edit({
        ...edits.value,
        addedForwards: edits.value.addedForwards.map((one) =>
          one.key === key ? { key, ...rule } : one,
        ),
      }),
    removeForward: (id: string) => {
      const rest = withoutChange(edits.value, id);
      edit({ ...rest, removedForwards: [...rest.removedForwards, id] });
    },
    keepForward: (id: string) =>
      edit({
        ...edits.value,
        removedForwards: edits.value.removedForwards.filter((other) => other !== id),
      }),
    dropForward: (key: number) =>
      edit({
        ...edits.value,
        addedForwards: edits.value.addedForwards.filter((other) => other.key !== key),
      }),
  };
}

export type VmDraft = ReturnType<typeof useVmDraft>;

/** The edits without the change of this forward. */
function withoutChange(edits: draft.VmEdits, id: string): draft.VmEdits {
  const changed = Object.entries(edits.changedForwards).filter(([other]) => other !== id);
  return { ...edits, changedForwards: Object.fromEntries(changed) };
}
