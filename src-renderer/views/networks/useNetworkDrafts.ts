/**
 * The drafts of all networks as the dialog uses them: the list, faults, and applying.
 * Read first: networkDraft.ts.
 *
 * Theory of operation. Applying is one call, `networks.apply`: the program changes everything or
 * nothing, so a refusal leaves all drafts as they are.
 */
import { computed, ref, shallowRef } from 'vue';
import { toProblem } from '../../../src-main/contract/errors.ts';
import { useBridge } from '../../bridge/bridge.ts';
import { usePanel } from '../../stores/panel.ts';
import { problemText } from '../../text/contractText.ts';
import { t } from '../../text/text.ts';
import {
  edited,
  formOf,
  isChanged,
  networkFaults,
  type NetworkDraft,
  type NetworkFaults,
  type NetworkForm,
} from './networkDraft.ts';
import { networksApplyArgs, refusedDraft } from './networksApplyArgs.ts';

export function useNetworkDrafts() {
  const bridge = useBridge();
  const panel = usePanel();
  const touched = shallowRef<ReadonlyMap<string, NetworkDraft>>(new Map());
  /** `key`: the refused network; null if the refusal names none. */
  const refusal = ref<{ key: string | null; text: string } | null>(null);
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
    refusal.value = null;
  }

  function drop(keys: readonly string[]): void {
    touched.value = new Map([...touched.value].filter(([key]) => !keys.includes(key)));
  }

  /** Returns the key of the new draft. */
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

  /** True: everything was applied. False: nothing was. */
  async function apply(): Promise<boolean> {
    if (busy.value) return false;
    refusal.value = null;
    if (drafts.value.some(isFaulty)) return false;
    busy.value = true;
    const sent = drafts.value.filter(isChanged);
    try {
      await bridge.call('networks.apply', networksApplyArgs(sent));
      drop(sent.map(({ key }) => key));
      return true;
    } catch (error) {
      const problem = toProblem(error);
      const draft = refusedDraft(sent, problem.params['refusedNetwork']);
      refusal.value = { key: draft?.key ?? null, text: problemText(problem) };
      return false;
    } finally {
      busy.value = false;
    }
  }

  return {
    drafts,
    changed,
    refusal,
    busy,
    add,
    apply,
    faultsOf,
    isFaulty,
    edit: (draft: NetworkDraft, change: Partial<NetworkForm>) => put(edited(draft, change)),
    setRemoved(draft: NetworkDraft, removed: boolean): void {
      if (draft.base === null) drop([draft.key]);
      else put({ ...draft, removed });
    },
  };
}

/** The draft over the network of the latest panel. */
function over(draft: NetworkDraft | undefined, base: NetworkDraft['base'] & {}): NetworkDraft {
  const fresh = { key: base.id, kind: base.kind, base, edits: {}, removed: false };
  return draft === undefined ? fresh : edited({ ...fresh, removed: draft.removed }, draft.edits);
}
