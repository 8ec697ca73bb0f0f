/** The graph and its layout as nodes and edges of Vue Flow. */
import type { Edge, Node } from '@vue-flow/core';
import { computed, type ComputedRef, type Ref } from 'vue';
import type { CablePlace, MapGraph, UplinkPlace } from './mapGraph.ts';
import type { MapLayout } from './mapLayout.ts';

/** Screen readers ignore cables: each adapter's label says where its cable goes. */
const SILENT = { ariaLabel: null, domAttributes: { 'aria-hidden': true } } as const;

export function useMapElements(
  graph: Readonly<Ref<MapGraph>>,
  layout: Readonly<Ref<MapLayout>>,
): { nodes: ComputedRef<Node[]>; edges: ComputedRef<Edge[]> } {
  function node(type: string, place: { readonly id: string }): Node {
    const { x, y, width, height } = layout.value.boxes.get(place.id)!;
    return { id: place.id, type, position: { x, y }, width, height, data: place };
  }
  return {
    nodes: computed(() => [
      ...graph.value.vms.map((place) => node('vm', place)),
      ...graph.value.networks.map((place) => node('network', place)),
      ...graph.value.ends.map((place) => node('end', place)),
    ]),
    edges: computed(() => [...graph.value.uplinks.map(uplink), ...graph.value.cables.map(cable)]),
  };
}

function cable(place: CablePlace): Edge {
  return {
    id: place.id,
    type: 'cable',
    source: place.from,
    sourceHandle: String(place.n),
    target: place.to,
    targetHandle: place.id,
    updatable: 'target',
    data: place,
    ...SILENT,
  };
}

function uplink(place: UplinkPlace): Edge {
  return {
    id: place.id,
    type: 'uplink',
    source: place.from,
    sourceHandle: 'way-out',
    target: place.to,
    targetHandle: 'way-in',
    data: place,
    ...SILENT,
  };
}
