/**
 * The visible part of the map. It fits the whole map into the window until the user moves or zooms
 * it; after that it stays as it is.
 */
import { useVueFlow } from '@vue-flow/core';
import { computed, ref, watch, type ComputedRef, type Ref } from 'vue';
import type { MapGraph } from './mapGraph.ts';
import {
  middleHeight,
  firstViewport,
  fittedViewport,
  mapLayout,
  type MapLayout,
  type Size,
} from './mapLayout.ts';

/** Least distance between the focused element and the map's edges, in px on the screen. */
const MARGIN = 24;

export function useMapView(graph: Readonly<Ref<MapGraph>>, window: Readonly<Ref<Size>>) {
  const flow = useVueFlow('map');
  const touched = ref(false);
  const whole = computed(() => mapLayout(graph.value, null));
  const middle = computed(() =>
    middleHeight(flow.viewport.value, whole.value.height, window.value),
  );
  const layout: ComputedRef<MapLayout> = computed(() =>
    middle.value === null ? whole.value : mapLayout(graph.value, middle.value),
  );
  const first = computed(() => firstViewport(whole.value, window.value));

  watch(first, (viewport) => {
    if (!touched.value) void flow.setViewport(viewport);
  });

  function byHand(action: () => unknown): void {
    touched.value = true;
    action();
  }

  /** Makes the focused element visible. */
  function reveal(element: HTMLElement, frame: HTMLElement): void {
    const { left, top, right, bottom } = element.getBoundingClientRect();
    const edge = frame.getBoundingClientRect();
    const x = overhang(left - edge.left, edge.right - right);
    const y = overhang(top - edge.top, edge.bottom - bottom);
    if (x !== 0 || y !== 0) byHand(() => flow.panBy({ x, y }));
  }

  return {
    layout,
    first,
    touched,
    reveal,
    zoomIn: () => byHand(() => flow.zoomIn()),
    zoomOut: () => byHand(() => flow.zoomOut()),
    fit: () => byHand(() => flow.setViewport(fittedViewport(whole.value, window.value))),
  };
}

/** Distance to move an element with this much room before and after it. */
function overhang(before: number, after: number): number {
  if (before < MARGIN) return MARGIN - before;
  return after < MARGIN ? after - MARGIN : 0;
}
