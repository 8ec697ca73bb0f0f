/**
 * The map by keyboard. Tab focuses one adapter. Up, Down, Home and End move to another in the order
 * of the list; Left and Right move to another VM.
 */
import { computed, ref, type ComputedRef, type Ref } from 'vue';
import { adapterKey, type MapGraph } from './mapGraph.ts';

export function useAdapterFocus(
  graph: Readonly<Ref<MapGraph>>,
  root: Readonly<Ref<HTMLElement | null>>,
) {
  const wanted = ref<string | null>(null);
  const keys = computed(() =>
    graph.value.vms.flatMap(({ vm }) => vm.adapters.map(({ n }) => adapterKey(vm.id, n))),
  );
  /** The adapter that Tab focuses: the first one if the previous one was removed. */
  const focused: ComputedRef<string | null> = computed(() =>
    wanted.value !== null && keys.value.includes(wanted.value)
      ? wanted.value
      : (keys.value[0] ?? null),
  );

  function focusAdapter(key: string): void {
    const buttons = root.value?.querySelectorAll<HTMLElement>('[data-adapter]') ?? [];
    [...buttons].find(({ dataset }) => dataset['adapter'] === key)?.focus({ preventScroll: true });
  }

  function step(by: number): void {
    moveTo(keys.value.indexOf(focused.value ?? '') + by);
  }

  function moveTo(index: number): void {
    const key = keys.value[Math.min(Math.max(index, 0), keys.value.length - 1)];
    if (key !== undefined) focusAdapter(key);
  }

  /** The first adapter of the next or previous VM with adapters. */
  function stepVm(by: 1 | -1): void {
    const first = graph.value.vms.flatMap(({ vm }) => {
      const [adapter] = vm.adapters;
      return adapter === undefined ? [] : adapterKey(vm.id, adapter.n);
    });
    const vmId = focused.value?.slice(0, focused.value.lastIndexOf('/')) ?? '';
    const key = first[first.findIndex((one) => one.startsWith(`${vmId}/`)) + by];
    if (key !== undefined) focusAdapter(key);
  }

  const moves: Readonly<Record<string, () => void>> = {
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    ArrowRight: () => stepVm(1),
    ArrowLeft: () => stepVm(-1),
    Home: () => moveTo(0),
    End: () => moveTo(keys.value.length - 1),
  };

  function onArrow(event: KeyboardEvent): void {
    const move = moves[event.key];
    const onAdapter = (event.target as Element).closest('[data-adapter]') !== null;
    if (move === undefined || !onAdapter) return;
    event.preventDefault();
    move();
  }

  return { focused, wanted, focusAdapter, onArrow };
}
