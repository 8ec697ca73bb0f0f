/**
 * The set-up checks of this computer, and their repairs.
 *
 * Theory of operation. One thing is done at a time: looking, or one repair. After a repair all
 * checks are looked at again, because repairs build on each other (the helper can be tried once its
 * group is joined). What a repair was refused with stays until that check is repaired or the user
 * looks again.
 */
import { computed, ref, shallowRef } from 'vue';
import type { CheckResult } from '../../../src-main/contract/doctor.ts';
import { toProblem, type Problem } from '../../../src-main/contract/errors.ts';
import { useBridge } from '../../bridge/bridge.ts';

export function useSetUp() {
  const bridge = useBridge();
  const checks = shallowRef<readonly CheckResult[]>([]);
  const checking = ref(false);
  /** The check whose repair is under way. */
  const repairing = ref<string | null>(null);
  const repaired = shallowRef<ReadonlySet<string>>(new Set());
  /** By check. */
  const refusals = shallowRef<ReadonlyMap<string, Problem>>(new Map());
  /** Why the checks could not be looked at. */
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

  /** Gives why it was refused; null: it was not. */
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
