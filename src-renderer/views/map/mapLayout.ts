/**
 * Positions on the map, in pixels at zoom 1: three columns, each in the order of the program's lists
 * and centred against the others, so that nothing jumps when a cable is moved. If the column of VMs
 * is taller than the window, the other columns follow the visible part.
 */
import type { MapGraph, NetworkPlace, VmPlace } from './mapGraph.ts';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface MapLayout {
  readonly boxes: ReadonlyMap<string, Box>;
  readonly width: number;
  readonly height: number;
}

/** The visible part: its size on the screen, and the map's point at its top left corner. */
export interface Viewport {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

const VM_WIDTH = 276;
const VM_HEAD = 50;
const ADAPTER_HEIGHT = 30;
const VM_FOOT = 8;
const NETWORK_WIDTH = 260;
const NETWORK_HEIGHT = 96;
const END_WIDTH = 232;
const END_HEIGHT = 60;
/** Distance between neighbours in a column. */
const ROW_GAP = 24;
/** Distance between columns, for cables to bend. */
const CABLE_GAP = 190;
const UPLINK_GAP = 100;
/** Distance between plugs, so that each can be dragged. */
const PLUG_PITCH = 22;
/** Greatest height of all plugs. More plugs are closer together and are dragged from the VMs. */
const TALLEST_NETWORK = 168;

/** Margin around the map when it fits the window, on the screen. */
const MARGIN = 28;
/** Names are not readable at a smaller zoom, so only a part of the map is shown. */
const READABLE_ZOOM = 0.6;
/** Small enough for all of 64 VMs with four adapters each. */
export const LEAST_ZOOM = 0.03;
export const GREATEST_ZOOM = 2;
/** Largest zoom: a small map looks clumsy beyond it. */
const FIT_ZOOM = 1.15;

/** `middleY`: the height on the map at the window's middle; null if all of the map is visible. */
export function mapLayout(graph: MapGraph, middleY: number | null): MapLayout {
  const columns = [
    graph.vms.map((place) => box(place.id, VM_WIDTH, vmHeight(place))),
    graph.networks.map((place) => box(place.id, NETWORK_WIDTH, networkHeight(place))),
    graph.ends.map((place) => box(place.id, END_WIDTH, END_HEIGHT)),
  ] as const;
  const heights = columns.map(columnHeight);
  const height = Math.max(...heights);
  const lefts = [0, VM_WIDTH + CABLE_GAP, VM_WIDTH + CABLE_GAP + NETWORK_WIDTH + UPLINK_GAP];
  const boxes = new Map<string, Box>();
  columns.forEach((column, index) => {
    const middle = index === 0 || middleY === null ? height / 2 : middleY;
    const top = clamp(middle - heights[index]! / 2, 0, height - heights[index]!);
    stack(column, lefts[index]!, top, boxes);
  });
  return { boxes, width: lefts[2]! + END_WIDTH, height };
}

interface Sized extends Size {
  readonly id: string;
}

const box = (id: string, width: number, height: number): Sized => ({ id, width, height });

function vmHeight({ vm }: VmPlace): number {
  return VM_HEAD + Math.max(1, vm.adapters.length) * ADAPTER_HEIGHT + VM_FOOT;
}

function networkHeight({ plugs }: NetworkPlace): number {
  return clamp((plugs.length + 1) * PLUG_PITCH, NETWORK_HEIGHT, TALLEST_NETWORK);
}

/** Distance of this plug from the network's top. All plugs together are centred on the network. */
export function plugOffset(index: number, count: number, height: number): number {
  const pitch = Math.min(PLUG_PITCH, height / (count + 1));
  return height / 2 + (index - (count - 1) / 2) * pitch;
}

function columnHeight(column: readonly Sized[]): number {
  const gaps = Math.max(0, column.length - 1) * ROW_GAP;
  return column.reduce((sum, { height }) => sum + height, gaps);
}

function stack(column: readonly Sized[], x: number, top: number, boxes: Map<string, Box>): void {
  let y = top;
  for (const { id, width, height } of column) {
    boxes.set(id, { x, y, width, height });
    y += height + ROW_GAP;
  }
}

/** Shows the whole map in the middle of the window. */
export function fittedViewport(layout: Size, window: Size): Viewport {
  const zoom = fittingZoom(layout, window);
  return {
    zoom,
    x: (window.width - layout.width * zoom) / 2,
    y: (window.height - layout.height * zoom) / 2,
  };
}

/** Shows the whole map if it is readable then; otherwise its top left part. */
export function firstViewport(layout: Size, window: Size): Viewport {
  const fitted = fittedViewport(layout, window);
  if (fitted.zoom >= READABLE_ZOOM) return fitted;
  const across = (window.width - 2 * MARGIN) / layout.width;
  const zoom = clamp(across, READABLE_ZOOM, 1);
  const x = Math.max(MARGIN, (window.width - layout.width * zoom) / 2);
  return { zoom, x, y: Math.max(MARGIN, (window.height - layout.height * zoom) / 2) };
}

function fittingZoom(layout: Size, window: Size): number {
  const across = (window.width - 2 * MARGIN) / layout.width;
  const down = (window.height - 2 * MARGIN) / layout.height;
  return clamp(Math.min(across, down), LEAST_ZOOM, FIT_ZOOM);
}

/** The height on the map at the window's middle, or null if the window is taller than the map. */
export function middleHeight(
  viewport: Viewport,
  layoutHeight: number,
  window: Size,
): number | null {
  if (layoutHeight * viewport.zoom <= window.height) return null;
  return (window.height / 2 - viewport.y) / viewport.zoom;
}

/**
 * The path of a cable. It begins and ends level and bends more over a greater distance, but never
 * runs behind the cards beside it.
 */
export function cablePath(from: Point, to: Point): string {
  const across = Math.abs(to.x - from.x);
  const reach = Math.max(36, across / 2, Math.min(Math.abs(to.y - from.y) / 5, across));
  return `M${from.x},${from.y} C${from.x + reach},${from.y} ${to.x - reach},${to.y} ${to.x},${to.y}`;
}

function clamp(value: number, least: number, greatest: number): number {
  return Math.max(least, Math.min(value, greatest));
}
