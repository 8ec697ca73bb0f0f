import { beforeEach, expect, it } from 'vitest';
import { Switch } from '../../src-main/engine/switch/switch.ts';
import { UplinkPort } from '../../src-main/engine/uplinkPort.ts';
import { FakeParts } from '../scenario/fakeParts.ts';
import { ManualClock } from '../scenario/manualClock.ts';

const LAN = { nic: 'lan0', isolated: false, translate: false };

let parts: FakeParts;
let port: UplinkPort;
let changes: number;

beforeEach(() => {
  const clock = new ManualClock();
  const fabric = new Switch(() => clock.now(), 1);
  parts = new FakeParts();
  changes = 0;
  port = new UplinkPort(fabric, { clock, parts, seed: 1, changed: () => (changes += 1) });
});

it('R20 cables have a carrier without a NIC, or while the NIC is attached', () => {
  expect(port.carrier).toBe(true);
  port.apply(LAN);
  parts.uplinks[0]!.attach('detached');
  expect([port.carrier, changes]).toEqual([false, 1]);
  parts.uplinks[0]!.attach('attached');
  expect([port.carrier, changes]).toEqual([true, 2]);
  parts.uplinks[0]!.attach('detached');
  port.apply(null);
  expect(port.carrier).toBe(true);
});

it('the same NIC stays; any change replaces it, and none releases it', () => {
  port.apply(LAN);
  port.apply({ ...LAN });
  expect(parts.uplinks).toHaveLength(1);
  port.apply({ ...LAN, translate: true });
  expect(parts.uplinks.map(({ closed }) => closed)).toEqual([true, false]);
  port.apply(null);
  expect(parts.uplinks.map(({ closed }) => closed)).toEqual([true, true]);
});

it('each NIC is given the guests’ MACs, before and after it opens', () => {
  port.setGuests([1, 2]);
  port.apply(LAN);
  expect(parts.uplinks[0]!.guests).toEqual([1, 2]);
  port.setGuests([3]);
  port.apply({ ...LAN, nic: 'lan1' });
  expect(parts.uplinks.map(({ guests }) => guests)).toEqual([[3], [3]]);
});

it('a snapshot shows the NIC, and why it is not attached', () => {
  expect(port.snapshot()).toEqual([]);
  port.apply(LAN);
  const [nic] = parts.uplinks;
  expect(port.snapshot()).toEqual([{ nic: 'lan0', attached: true, problem: null }]);
  nic!.problem = 'helperMissing';
  nic!.attach('detached');
  expect(port.snapshot()).toEqual([{ nic: 'lan0', attached: false, problem: 'helperMissing' }]);
});
