/**
 * The draft of one VM's settings as the dialog uses it: current values, faults, and applying.
 * Read first: vmDraft.ts.
 *
 * Theory of operation. Applying is a row of calls: networks to be made, the VM as a whole, rules
 * that go, rules that come. Each leaves the draft as soon as it was taken, so that after a refusal
 * the draft holds exactly what is still to be done, and `applied` tells what is done. Where an
 * answer was lost with its connection, what the panel shows decides: what is there already is not
 * asked for again. What is typed while a call is under way stays a draft.
 */
import { computed, ref, shallowRef, watch, type Ref } from 'vue';
import type { AdapterSettings, Vm } from '../../../src-main/contract/vm.ts';
import { toProblem } from '../../../src-main/contract/errors.ts';
import { useBridge } from '../../bridge/bridge.ts';
import { usePanel } from '../../stores/panel.ts';
import { problemText } from '../../text/contractText.ts';
import { t } from '../../text/text.ts';
import { macOf } from './macAddress.ts';
import * as draft from './vmDraft.ts';
import { placeOf, vmFaults, type Fault } from './vmFaults.ts';

/** Draws of `mac.suggest` before giving up on one that this dialog does not hold itself. */
const MAC_DRAWS = 8;

export function useVmDraft(current: Readonly<Ref<Vm | undefined>>) {
  const bridge = useBridge();
  const panel = usePanel();
  const base = shallowRef(current.value!);
  const edits = shallowRef<draft.VmEdits>(draft.noEdits);
  const refusals = ref<Fault[]>([]);
  /** A refusal that belongs to no field. */
  const refusal = ref<string | null>(null);
  /** What went through of an attempt that was refused midway, in words. */
  const applied = ref<string[]>([]);
  const busy = ref(false);
  /** Counts what a person does, to tell whether the draft is still what was sent. */
  let strokes = 0;

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
  /** Those that are there, changed as edited; and whether they shall go. */
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
    strokes++;
    edits.value = next;
    forgetAttempt();
  }

  function forgetAttempt(): void {
    refusals.value = [];
    refusal.value = null;
    applied.value = [];
  }

  async function freshMac(): Promise<string> {
    for (let draw = 1; ; draw++) {
      const mac = await bridge.call('mac.suggest', {});
      if (draw === MAC_DRAWS || !adapters.value.some((a) => macOf(a.mac) === macOf(mac)))
        return mac;
    }
  }

  /** The new adapter's number, or null where there is no room. */
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

  async function makeNetworks(): Promise<void> {
    const names = adapters.value.flatMap(({ newNetwork }) => newNetwork?.trim() ?? []);
    for (const name of new Set(names)) {
      const { id } = await bridge.call('network.add', { name, kind: 'internal' });
      applied.value.push(t('settings.went.network', { name }));
      plugIntoMade(name, id);
    }
  }

  function plugIntoMade(name: string, network: string): void {
    const connection = { mode: 'internal', network, nic: null, newNetwork: null } as const;
    for (const { n, newNetwork } of adapters.value)
      if (newNetwork?.trim() === name)
        edits.value = draft.withAdapter(base.value, edits.value, n, { connection });
  }

  async function setVm(): Promise<void> {
    const { name: newName, command: newCommand } = edits.value;
    const touched = draft.touchesAdapters(edits.value);
    if (newName === undefined && newCommand === undefined && !touched) return;
    const sent = strokes;
    const vm = await bridge.call('vm.set', {
      vm: base.value.id,
      ...(newName !== undefined && { name: newName.trim() }),
      ...(newCommand !== undefined && { command: newCommand.trim() || null }),
      ...(touched && { adapters: adapters.value.map(settingsOf) }),
    });
    applied.value.push(t('settings.went.vm'));
    const { addedForwards, changedForwards, removedForwards } = edits.value;
    edits.value =
      strokes === sent
        ? { ...draft.noEdits, addedForwards, changedForwards, removedForwards }
        : draft.rebased(base.value, vm, edits.value);
    base.value = vm;
  }

  async function setForwards(): Promise<void> {
    for (const id of edits.value.removedForwards) {
      if (panel.forwards.some((forward) => forward.id === id)) {
        await bridge.call('forward.remove', { id });
        applied.value.push(t('settings.went.forwardRemoved'));
      }
      const removedForwards = edits.value.removedForwards.filter((other) => other !== id);
      edits.value = { ...edits.value, removedForwards };
    }
    for (const [id, rule] of Object.entries(edits.value.changedForwards)) {
      if (panel.forwards.some((forward) => forward.id === id)) {
        await bridge.call('forward.set', { id, ...rule });
        applied.value.push(t('settings.went.forwardChanged', { port: rule.port }));
      }
      edits.value = withoutChange(edits.value, id);
    }
    for (const forward of edits.value.addedForwards) {
      const { key, ...rule } = forward;
      if (!forwards.value.some((one) => !one.removed && draft.sameRule(one, rule))) {
        await bridge.call('forward.add', { vm: base.value.id, ...rule });
        applied.value.push(t('settings.went.forwardAdded', { port: rule.port }));
      }
      const addedForwards = edits.value.addedForwards.filter((other) => other.key !== key);
      edits.value = { ...edits.value, addedForwards };
    }
  }

  function refused(error: unknown, atForwards: boolean): void {
    const { code, params } = toProblem(error);
    const text = problemText({ code, params });
    const place = atForwards
      ? ({ page: 'forwards', field: 'forwards' } as const)
      : placeOf(code, params, adapters.value);
    if (place === null) refusal.value = text;
    else refusals.value = [{ ...place, text }];
  }

  /** True when everything was taken; else nothing typed is lost and the refusal says why. */
  async function apply(): Promise<boolean> {
    if (busy.value) return false;
    forgetAttempt();
    if (found.value.length > 0) return false;
    busy.value = true;
    let atForwards = false;
    try {
      await makeNetworks();
      await setVm();
      atForwards = true;
      await setForwards();
      applied.value = [];
      return true;
    } catch (error) {
      refused(error, atForwards);
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
    applied,
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
      const unchanged = panel.forwards.some((one) => one.id === id && draft.sameRule(one, rule));
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

/** The rule as it is in the program. */
function withoutChange(edits: draft.VmEdits, id: string): draft.VmEdits {
  const changed = Object.entries(edits.changedForwards).filter(([other]) => other !== id);
  return { ...edits, changedForwards: Object.fromEntries(changed) };
}

function settingsOf(adapter: draft.AdapterDraft): AdapterSettings {
  const { n, mode, cable, model, mac } = adapter;
  const hasNetwork = mode === 'shared' || mode === 'internal';
  return {
    n,
    mode,
    network: hasNetwork ? adapter.network : null,
    nic: mode === 'host' ? adapter.nic : null,
    cable,
    mac: macOf(mac) ?? mac,
    model,
  };
}
