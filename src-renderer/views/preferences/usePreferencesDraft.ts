/** The preferences as edited in the dialog, until OK or Apply. */
import { deepEqual } from '../../deepEqual.ts';
import { computed, ref, shallowRef, toRaw } from 'vue';
import { toProblem, type Problem } from '../../../src-main/contract/errors.ts';
import {
  MacPrefix,
  type PreferencesChange,
  type PreferencesView,
} from '../../../src-main/contract/preferences.ts';
import { useBridge } from '../../bridge/bridge.ts';

export function usePreferencesDraft() {
  const bridge = useBridge();
  const kept = shallowRef<PreferencesView | null>(null);
  const form = ref<PreferencesView | null>(null);
  const busy = ref(false);
  const refusal = shallowRef<Problem | null>(null);

  function take(view: PreferencesView): void {
    kept.value = view;
    form.value = { ...view };
  }

  async function attempt(action: () => Promise<PreferencesView>): Promise<boolean> {
    busy.value = true;
    refusal.value = null;
    try {
      take(await action());
      return true;
    } catch (error) {
      refusal.value = toProblem(error);
      return false;
    } finally {
      busy.value = false;
    }
  }

  const load = (): Promise<boolean> => attempt(() => bridge.call('preferences.get', {}));
  const changed = computed(() => !deepEqual(form.value, kept.value));
  const prefixFault = computed<Problem | null>(() => {
    const prefix = form.value?.macPrefix ?? '';
    if (form.value === null || MacPrefix.safeParse(prefix).success) return null;
    return { code: 'macPrefixMalformed', params: { prefix } };
  });

  function apply(): Promise<boolean> {
    if (prefixFault.value !== null) return Promise.resolve(false);
    if (!changed.value || form.value === null) return Promise.resolve(true);
    const change = differences(kept.value!, toRaw(form.value));
    return attempt(() => bridge.call('preferences.set', change));
  }

  void load();
  return { form, changed, busy, refusal, prefixFault, load, apply };
}

/** Only what was edited here, because another face may have changed the rest. */
function differences(kept: PreferencesView, form: PreferencesView): PreferencesChange {
  const entries = Object.entries(form).filter(([key, value]) => Reflect.get(kept, key) !== value);
  return Object.fromEntries(entries);
}
