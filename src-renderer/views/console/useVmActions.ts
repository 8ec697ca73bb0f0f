/**
 * What a person does with the VM that is selected: start, stop, remove, plug a cable elsewhere, out
 * and in.
 * Stopping asks the guest first; once asked, Stop becomes Force off until the guest is down.
 */
import { computed, ref, watch, type Ref } from 'vue';
import { toProblem, type Problem } from '../../../src-main/contract/errors.ts';
import type { Vm } from '../../../src-main/contract/vm.ts';
import { useBridge } from '../../bridge/bridge.ts';
import { usePanel } from '../../stores/panel.ts';
import { useWiring, type PlugTarget } from '../../stores/wiring.ts';
import { t } from '../../text/text.ts';

export function useVmActions(vm: Readonly<Ref<Vm | null>>) {
  const bridge = useBridge();
  const panel = usePanel();
  const wiring = useWiring();
  /** Why the last of these was refused. */
  const refusal = ref<Problem | null>(null);
  /** VMs that were asked to shut down and have not yet. */
  const stopping = ref<readonly string[]>([]);

  watch(
    () => panel.vms,
    (vms) => {
      stopping.value = stopping.value.filter((id) =>
        vms.some((candidate) => candidate.id === id && candidate.running),
      );
    },
  );

  const canStart = computed(() => vm.value?.state === 'stopped' && vm.value.command !== null);
  const canStop = computed(() => vm.value !== null && vm.value.state !== 'stopped');
  const forced = computed(() => vm.value !== null && stopping.value.includes(vm.value.id));
  /** Why a VM that does not run cannot be started here. */
  const startHint = computed(() =>
    vm.value?.state === 'stopped' && vm.value.command === null
      ? t('console.startByHand')
      : undefined,
  );

  async function attempt(action: () => Promise<unknown>): Promise<void> {
    refusal.value = null;
    try {
      await action();
    } catch (error) {
      refusal.value = toProblem(error);
    }
  }

  function stop(): Promise<void> {
    const { id } = vm.value!;
    const force = forced.value;
    if (!force) stopping.value = [...stopping.value, id];
    return attempt(() => bridge.call('vm.stop', { vm: id, force }));
  }

  /** In turn with the map's moves, and undone there. */
  async function plug(n: number, target: PlugTarget): Promise<void> {
    await wiring.plug(vm.value!.id, n, target);
    refusal.value = wiring.refusal;
  }

  async function setCable(n: number, cable: boolean): Promise<void> {
    await wiring.setCable(vm.value!.id, n, cable);
    refusal.value = wiring.refusal;
  }

  return {
    refusal,
    canStart,
    canStop,
    forced,
    startHint,
    stop,
    start: () => attempt(() => bridge.call('vm.start', { vm: vm.value!.id })),
    remove: () => attempt(() => bridge.call('vm.remove', { vm: vm.value!.id })),
    plug,
    setCable,
  };
}

export type VmActions = ReturnType<typeof useVmActions>;
