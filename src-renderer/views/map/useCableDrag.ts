/**
 * Cables by mouse. A cable dragged from a plug or an adapter's socket to a network is plugged in
 * there. A plug dropped over nothing is unplugged. A drop on a card that takes no cables changes
 * nothing, and neither does a very short drag.
 */
import type { Connection, EdgeMouseEvent, EdgeUpdateEvent } from '@vue-flow/core';
import type { Ref } from 'vue';
import { UNPLUGGED, useWiring } from '../../stores/wiring.ts';
import { adapterKey, receiverAt, type CablePlace, type MapGraph } from './mapGraph.ts';

/** A plug that is dragged less than this stays plugged in, in px on the screen. */
const NUDGE = 28;

export function useCableDrag(graph: Readonly<Ref<MapGraph>>) {
  const wiring = useWiring();
  let began = { x: 0, y: 0 };
  let plugged = false;

  function plugInto(vmId: string, n: number, placeId: string): void {
    const receiver = receiverAt(graph.value, placeId);
    if (receiver !== null) void wiring.plug(vmId, n, receiver.target);
  }

  function onConnect({ source, sourceHandle, target }: Connection): void {
    const n = Number(sourceHandle);
    const place = graph.value.vms.find(({ id }) => id === source);
    if (place !== undefined) plugInto(place.vm.id, n, target);
  }

  function onPullStart({ event }: EdgeMouseEvent): void {
    began = pointOf(event);
    plugged = false;
  }

  function onReplug({ edge, connection }: EdgeUpdateEvent): void {
    plugged = true;
    const { vmId, n } = edge.data as CablePlace;
    plugInto(vmId, n, connection.target);
  }

  function onPullEnd({ event, edge }: EdgeMouseEvent): void {
    if (plugged || !overNothing(event, began)) return;
    const { vmId, n } = edge.data as CablePlace;
    void wiring.plug(vmId, n, UNPLUGGED);
  }

  /** The dragged cable, while it exists. */
  function cableFrom(nodeId: string, handle: string | null): CablePlace | null {
    const vm = graph.value.vms.find(({ id }) => id === nodeId)?.vm;
    const key = vm && adapterKey(vm.id, Number(handle));
    return graph.value.cables.find(({ id }) => id === key) ?? null;
  }

  return { onConnect, onPullStart, onReplug, onPullEnd, cableFrom };
}

function pointOf(event: MouseEvent | TouchEvent): { x: number; y: number } {
  const { clientX, clientY } = 'clientX' in event ? event : event.changedTouches[0]!;
  return { x: clientX, y: clientY };
}

function overNothing(event: MouseEvent | TouchEvent, began: { x: number; y: number }): boolean {
  const { x, y } = pointOf(event);
  if (Math.hypot(x - began.x, y - began.y) < NUDGE) return false;
  const below = document.elementFromPoint(x, y);
  return below?.closest('.vue-flow') !== null && below?.closest('.vue-flow__node') === null;
}
