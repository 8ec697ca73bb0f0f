import { describe, expect, it } from 'vitest';
import { mapGraph } from '../../../../src-renderer/views/map/mapGraph.ts';
import {
  cablePath,
  middleHeight,
  firstViewport,
  fittedViewport,
  mapLayout,
  plugOffset,
  type Box,
} from '../../../../src-renderer/views/map/mapLayout.ts';
import { emptyView, laboratory, type View } from '../../givenView.ts';
import { manyVms } from '../../map/manyVms.ts';

const graphOf = (state: View) => mapGraph({ ...state, modes: state.status.modes });
const layoutOf = (state: View, middleY: number | null = null) => mapLayout(graphOf(state), middleY);
const WINDOW = { width: 1000, height: 600 };

function overlap(a: Box, b: Box): boolean {
  const across = a.x < b.x + b.width && b.x < a.x + a.width;
  return across && a.y < b.y + b.height && b.y < a.y + a.height;
}

describe('R64 the map’s layout', () => {
  it('has three columns, in the lists’ order, centred against each other', () => {
    const { boxes, width, height } = layoutOf(laboratory());
    const column = (prefix: string) =>
      [...boxes].filter(([id]) => id.startsWith(prefix)).map(([, box]) => box);
    const columns = [column('vm:'), column('network:'), [...column('outside'), ...column('nic:')]];
    expect(columns.map((boxes) => new Set(boxes.map(({ x }) => x)).size)).toEqual([1, 1, 1]);
    for (const boxes of columns) {
      const last = boxes.at(-1)!;
      expect((boxes[0]!.y + last.y + last.height) / 2).toBeCloseTo(height / 2);
      expect(boxes.map(({ y }) => y)).toEqual(boxes.map(({ y }) => y).toSorted((a, b) => a - b));
    }
    expect(Math.max(...[...boxes.values()].map((box) => box.x + box.width))).toBe(width);
  });

  it.each([0, 1, 4, 64])('overlaps nothing with %i VMs', (count) => {
    const all = [...layoutOf(manyVms(count)).boxes.values()];
    const pairs = all.flatMap((a, index) => all.slice(index + 1).map((b) => [a, b] as const));
    expect(pairs.filter(([a, b]) => overlap(a, b))).toEqual([]);
  });

  it('does not move anything when a cable is moved within a network’s room', () => {
    const state = laboratory();
    const before = layoutOf(state);
    Object.assign(state.vms[0]!.adapters[0]!, { mode: 'internal', networkId: 'internal' });
    expect(layoutOf(state)).toEqual(before);
  });

  it('brings the networks to the window’s middle, but never beside the map', () => {
    const state = manyVms(64);
    const middleOf = (middleY: number) => {
      const { boxes, height } = layoutOf(state, middleY);
      const networks = [...boxes].filter(([id]) => id.startsWith('network:')).map(([, box]) => box);
      const bottom = networks.at(-1)!.y + networks.at(-1)!.height;
      return { top: networks[0]!.y, middle: (networks[0]!.y + bottom) / 2, rest: height - bottom };
    };
    expect(middleOf(5000).middle).toBeCloseTo(5000);
    expect(middleOf(-100).top).toBe(0);
    expect(middleOf(1e9).rest).toBeCloseTo(0);
  });

  it('lines plugs up around a network’s middle, all of them within it', () => {
    expect([0, 1, 2].map((index) => plugOffset(index, 3, 100))).toEqual([28, 50, 72]);
    const bundle = Array.from({ length: 256 }, (_, index) => plugOffset(index, 256, 320));
    expect(bundle[0]).toBeGreaterThan(0);
    expect(bundle.at(-1)).toBeLessThan(320);
  });

  it('has room for an empty program', () => {
    const state = { ...emptyView(), networks: [], nics: [] };
    expect(layoutOf(state)).toMatchObject({ height: 0, boxes: new Map() });
  });
});

describe('R64 what of the map is seen', () => {
  it('is all of it, in the middle, where that can be read', () => {
    const layout = layoutOf(laboratory());
    const { x, y, zoom } = firstViewport(layout, WINDOW);
    expect(zoom).toBeGreaterThan(0.6);
    expect(x * 2 + layout.width * zoom).toBeCloseTo(WINDOW.width);
    expect(y * 2 + layout.height * zoom).toBeCloseTo(WINDOW.height);
    expect(Math.min(x, y)).toBeGreaterThan(0);
    expect(middleHeight({ x, y, zoom }, layout.height, WINDOW)).toBeNull();
  });

  it('is the readable top of a large one, and on request all of it', () => {
    const layout = layoutOf(manyVms(64));
    const first = firstViewport(layout, WINDOW);
    expect(first.zoom).toBeGreaterThanOrEqual(0.6);
    expect(first.y).toBe(28);
    const middle = middleHeight(first, layout.height, WINDOW)!;
    expect(first.y + middle * first.zoom).toBeCloseTo(WINDOW.height / 2);
    const fitted = fittedViewport(layout, WINDOW);
    expect(layout.height * fitted.zoom).toBeLessThanOrEqual(WINDOW.height);
    expect(fitted.zoom).toBeLessThan(first.zoom);
  });

  it('does not blow a small map up', () => {
    expect(fittedViewport({ width: 100, height: 100 }, WINDOW).zoom).toBe(1.15);
  });

  it('bends a cable level out of one card and into the other', () => {
    expect(cablePath({ x: 0, y: 0 }, { x: 200, y: 100 })).toBe('M0,0 C100,0 100,100 200,100');
    expect(cablePath({ x: 0, y: 0 }, { x: 200, y: 9e3 })).toBe('M0,0 C200,0 0,9000 200,9000');
  });
});
