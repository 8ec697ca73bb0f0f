/** While a cable is dragged: what a place says to it. */
import { useVueFlow } from '@vue-flow/core';
import { computed, type ComputedRef } from 'vue';
import type { Receiver } from './mapGraph.ts';

/** `chosen`: the cable is over it, and would be plugged in there. */
export type Taking = 'takes' | 'chosen' | 'refuses' | null;

/** `receiver` is null where nothing can be plugged in. */
export function useTaking(placeId: string, receiver: () => Receiver | null): ComputedRef<Taking> {
  const { connectionStartHandle, connectionEndHandle } = useVueFlow();
  return computed(() => {
    if (connectionStartHandle.value === null) return null;
    if (receiver()?.refusal !== null) return 'refuses';
    return connectionEndHandle.value?.nodeId === placeId ? 'chosen' : 'takes';
  });
}
