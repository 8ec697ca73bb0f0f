/**
 * Actions on the selected VM: start, stop, remove, move a cable, unplug it, plug it in.
 * Stop asks the guest to shut down; after that it is Force off until the guest has stopped.
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
  /** Why the last action was refused. */
  const refusal = ref<Problem | null>(null);
  /** VMs that were asked to shut down and still run. */
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

  /** Can be undone on the map. */
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
