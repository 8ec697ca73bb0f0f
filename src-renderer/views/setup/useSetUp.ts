/**
 * The set-up checks of this computer, and their repairs.
 *
 * Theory of operation. One action runs at a time: the checks, or one repair. After a repair all
 * checks run again, because one repair can change the result of another check (the helper can be
 * tried after the user has joined its group). The reason why a repair was refused stays until that
 * check is repaired or the user checks again.
 */
import { computed, ref, shallowRef } from 'vue';
import type { CheckResult } from '../../../src-main/contract/doctor.ts';
import { toProblem, type Problem } from '../../../src-main/contract/errors.ts';
import { useBridge } from '../../bridge/bridge.ts';

export function useSetUp() {
  const bridge = useBridge();
  const checks = shallowRef<readonly CheckResult[]>([]);
  const checking = ref(false);
  /** The check that is being repaired. */
  const repairing = ref<string | null>(null);
  const repaired = shallowRef<ReadonlySet<string>>(new Set());
  /** Why repairs were refused, by check. */
  const refusals = shallowRef<ReadonlyMap<string, Problem>>(new Map());
  /** Why the checks could not run. */
  const failure = shallowRef<Problem | null>(null);

  const busy = computed(() => checking.value || repairing.value !== null);
  const repairable = computed(() => checks.value.filter((check) => check.repairable));
  const attention = computed(
    () => checks.value.filter(({ status }) => status === 'warning' || status === 'failed').length,
  );

  async function look(): Promise<void> {
    try {
      checks.value = await bridge.call('doctor.list', {});
      failure.value = null;
    } catch (error) {
      failure.value = toProblem(error);
    }
  }

  async function check(): Promise<void> {
    if (busy.value) return;
    checking.value = true;
    refusals.value = new Map();
    await look();
    checking.value = false;
  }

  /** Resolves to why it was refused; null: it was not. */
  async function mend(id: string): Promise<Problem | null> {
    repairing.value = id;
    const refusal = await bridge.call('doctor.repair', { check: id }).then(() => null, toProblem);
    note(id, refusal);
    await look();
    repairing.value = null;
    return refusal;
  }

  function note(id: string, refusal: Problem | null): void {
    const noted = new Map(refusals.value);
    if (refusal === null) {
      noted.delete(id);
      repaired.value = new Set([...repaired.value, id]);
    } else {
      noted.set(id, refusal);
    }
    refusals.value = noted;
  }

  async function repair(id: string): Promise<void> {
    if (!busy.value) await mend(id);
  }

  /** One after the other, until the user closes the password dialog. */
  async function repairAll(): Promise<void> {
    if (busy.value) return;
    for (const { id } of repairable.value) {
      const stillNeeded = repairable.value.some((check) => check.id === id);
      if (stillNeeded && (await mend(id))?.code === 'repairDismissed') return;
    }
  }

  return {
    ...{ checks, checking, repairing, repaired, refusals, failure },
    ...{ busy, repairable, attention },
    ...{ check, repair, repairAll },
  };
}
