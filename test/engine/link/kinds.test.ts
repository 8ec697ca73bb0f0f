import { expect, it } from 'vitest';
import type { LinkConfig } from '../../../src-main/engine/engineConfig.ts';
import { HeldTapLink } from '../../../src-main/engine/link/heldTapLink.ts';
import { createLink } from '../../../src-main/engine/link/kinds.ts';
import { PlainLink } from '../../../src-main/engine/link/plainLink.ts';
import { TapLink } from '../../../src-main/engine/link/tapLink.ts';
import { ManualClock } from '../../scenario/manualClock.ts';

/** Nothing of this computer may be touched before a link is opened. */
const untouchable = new Proxy({}, { get: (_, name) => expect.fail(`${String(name)} was used`) });
const host = { devices: untouchable, privileges: untouchable } as never;

it.each<[LinkConfig, typeof PlainLink | typeof TapLink | typeof HeldTapLink]>([
  [{ kind: 'qemuStream', path: '/none/vm.sock' }, PlainLink],
  [{ kind: 'qemuDatagram', localPort: 5000, remotePort: 5001 }, PlainLink],
  [{ kind: 'tap', name: 'pct-web-1', mac: null }, TapLink],
  [{ kind: 'heldTap', netdev: 'pct-web-1' }, HeldTapLink],
])('$kind is created without I/O; QEMU’s kinds get plain frames', (config, type) => {
  const clock = new ManualClock();
  const link = createLink(config, clock, host);
  expect(link).toBeInstanceOf(type);
  expect([link.state, link.problem, link.congested, clock.armed]).toEqual([
    'detached',
    null,
    false,
    0,
  ]);
});
