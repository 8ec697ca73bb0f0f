/**
 * The drafts of all networks as the dialog uses them: what is listed, faults, and applying.
 * Read first: networkDraft.ts.
 */
import { computed, ref, shallowRef } from 'vue';
import { toProblem } from '../../../src-main/contract/errors.ts';
import { useBridge } from '../../bridge/bridge.ts';
import { usePanel } from '../../stores/panel.ts';
import { problemText } from '../../text/contractText.ts';
import { t } from '../../text/text.ts';
import {
  changeOf,
  edited,
  formOf,
  isChanged,
  networkFaults,
  type NetworkDraft,
  type NetworkFaults,
  type NetworkForm,
} from './networkDraft.ts';

export function useNetworkDrafts() {
  const bridge = useBridge();
  const panel = usePanel();
  const touched = shallowRef<ReadonlyMap<string, NetworkDraft>>(new Map());
  const refusal = ref<{ key: string; text: string } | null>(null);
  /** Names of those that went through in an attempt that was refused at another. */
  const applied = ref<string[]>([]);
  const busy = ref(false);
  let made = 0;

  const existing = computed(() =>
    panel.networks.map((base) => over(touched.value.get(base.id), base)),
  );
  const drafts = computed<NetworkDraft[]>(() => [
    ...existing.value,
    ...[...touched.value.values()].filter((draft) => draft.base === null),
  ]);
  const changed = computed(() => drafts.value.some(isChanged));

  function put(draft: NetworkDraft): void {
    touched.value = new Map(touched.value).set(draft.key, draft);
    forgetAttempt();
  }

  function forgetAttempt(): void {
    refusal.value = null;
    applied.value = [];
  }

  function drop(key: string): void {
    const rest = new Map(touched.value);
    rest.delete(key);
    touched.value = rest;
  }

  /** Returns the key of the new one. */
  function add(kind: 'internal' | 'shared'): string {
    const key = `new-${++made}`;
    put(edited({ key, kind, base: null, edits: {}, removed: false }, { name: freeName(kind) }));
    return key;
  }

  function freeName(kind: 'internal' | 'shared'): string {
    const names = drafts.value.map((draft) => formOf(draft).name);
    for (let n = 2; ; n++) {
      const name = t(`networks.newName.${kind}`, { n });
      if (!names.includes(name)) return name;
    }
  }

  function faultsOf(draft: NetworkDraft): NetworkFaults {
    const others = drafts.value.filter((other) => other.key !== draft.key && !other.removed);
    return networkFaults(
      draft,
      others.map((other) => formOf(other).name.trim()),
    );
  }

  const isFaulty = (draft: NetworkDraft): boolean =>
    Object.keys(faultsOf(draft)).length > 0 || refusal.value?.key === draft.key;

  async function send(draft: NetworkDraft): Promise<void> {
    const change = changeOf(draft);
    if (draft.base === null)
      await bridge.call('network.add', {
        ...change,
        name: formOf(draft).name.trim(),
        kind: draft.kind,
      });
    else if (draft.removed)
      await bridge.call('network.remove', { network: draft.base.id, unplug: true });
    else await bridge.call('network.set', { network: draft.base.id, change });
    applied.value.push(`“${formOf(draft).name.trim()}”`);
    drop(draft.key);
  }

  /** Null when everything was taken; else the key of the network that was not, if any. */
  async function apply(): Promise<string | null> {
    if (busy.value) return '';
    forgetAttempt();
    const faulty = drafts.value.find((draft) => Object.keys(faultsOf(draft)).length > 0);
    if (faulty) return faulty.key;
    busy.value = true;
    try {
      // What goes first makes room (names, subnets) for what comes.
      const pending = drafts.value.filter(isChanged);
      for (const draft of pending.sort((a, b) => Number(b.removed) - Number(a.removed))) {
        const key = await sendOrRefuse(draft);
        if (key !== null) return key;
      }
      applied.value = [];
      return null;
    } finally {
      busy.value = false;
    }
  }

  async function sendOrRefuse(draft: NetworkDraft): Promise<string | null> {
    try {
      await send(draft);
      return null;
    } catch (error) {
      refusal.value = { key: draft.key, text: problemText(toProblem(error)) };
      return draft.key;
    }
  }

  return {
    drafts,
    changed,
    refusal,
    applied,
    busy,
    add,
    apply,
    faultsOf,
    isFaulty,
    edit: (draft: NetworkDraft, change: Partial<NetworkForm>) => put(edited(draft, change)),
    setRemoved(draft: NetworkDraft, removed: boolean): void {
      if (draft.base === null) drop(draft.key);
      else put({ ...draft, removed });
    },
  };
}

/** Edits laid over the network as it is now. */
function over(draft: NetworkDraft | undefined, base: NetworkDraft['base'] & {}): NetworkDraft {
  const fresh = { key: base.id, kind: base.kind, base, edits: {}, removed: false };
  return draft === undefined ? fresh : edited({ ...fresh, removed: draft.removed }, draft.edits);
}
