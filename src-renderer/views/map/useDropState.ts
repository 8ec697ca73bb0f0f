/** Whether a place takes the cable that is being dragged. */
import { useVueFlow } from '@vue-flow/core';
import { computed, type ComputedRef } from 'vue';
import type { Receiver } from './mapGraph.ts';

/** `chosen`: the cable is over it and would be plugged in there. */
export type DropState = 'takes' | 'chosen' | 'refuses' | null;

/** `receiver` is null if nothing can be plugged in. */
export function useDropState(
  placeId: string,
  receiver: () => Receiver | null,
): ComputedRef<DropState> {
  const { connectionStartHandle, connectionEndHandle } = useVueFlow();
  return computed(() => {
    if (connectionStartHandle.value === null) return null;
    if (receiver()?.refusal !== null) return 'refuses';
    return connectionEndHandle.value?.nodeId === placeId ? 'chosen' : 'takes';
  });
}
