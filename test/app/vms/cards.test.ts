import { expect, test } from 'vitest';
import {
  presentCards,
  reachedNetwork,
  restartNeeded,
  startingCards,
  vmSpec,
} from '../../../src-main/app/vms/cards.ts';
import type { EngineSnapshot } from '../../../src-main/engine/engineConfig.ts';
import type { VmRecord } from '../../../src-main/store/records.ts';
import { vm } from '../../store/records.ts';

const [first, second] = vm.adapters;
const running: VmRecord = { ...vm, runningCards: startingCards(vm) };

test('a running guest keeps its cards, and a removed adapter leaves its card unplugged', () => {
  const changed = { ...first!, mac: '52-54-00-00-00-01', networkId: 'net-9' };
  const cards = presentCards({ ...running, adapters: [changed] });
  expect(cards).toMatchObject([
    { n: first!.n, mac: first!.mac, networkId: 'net-9' },
    { n: second!.n, mac: second!.mac, mode: 'none', networkId: null },
  ]);
  expect(presentCards({ ...vm, runningCards: null })).toEqual(vm.adapters);
});

test('a restart is needed for what the guest cannot follow, and not for its cables', () => {
  expect(restartNeeded({ ...vm, runningCards: null })).toBe(false);
  expect(restartNeeded(running)).toBe(false);
  const unplugged = vm.adapters.map((adapter) => ({ ...adapter, cable: false }));
  expect(restartNeeded({ ...running, adapters: unplugged })).toBe(false);
  expect(restartNeeded({ ...running, adapters: [first!] })).toBe(true);
  const other = { ...first!, model: 'e1000' } as const;
  expect(restartNeeded({ ...running, adapters: [other, second!] })).toBe(true);
});

test('a cable reaches its network unless it is pulled out or everything is paused', () => {
  const plugged = { cable: true, networkId: 'net-1' };
  expect(reachedNetwork(plugged, false)).toBe('net-1');
  expect(reachedNetwork({ ...plugged, cable: false }, false)).toBeNull();
  expect(reachedNetwork(plugged, true)).toBeNull();
});

test('R20 a card is unplugged while the NIC of its network is not attached', () => {
  const { networkId } = first!;
  const pluggedWith = (attached: boolean): boolean => {
    const uplinks = [{ networkId: networkId!, attached, problem: null }];
    const snapshot = { uplinks } as unknown as EngineSnapshot;
    return vmSpec(vm, vm.adapters, snapshot, false).cards[0]!.plugged;
  };
  expect([pluggedWith(true), pluggedWith(false)]).toEqual([true, false]);
});
