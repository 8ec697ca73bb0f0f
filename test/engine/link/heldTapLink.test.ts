import { beforeEach, expect, it } from 'vitest';
import type { Netdev } from '../../../native/lib/linkMonitor.ts';
import { HeldTapLink } from '../../../src-main/engine/link/heldTapLink.ts';
import { RecordingSink } from '../../scenario/fakeLink.ts';
import { ManualClock } from '../../scenario/manualClock.ts';

const held: Netdev = { index: 2, name: 'pct-web-1', mac: 0x0200_0000_0001, up: true, mtu: 1500 };

let log: string[];

function open(device: Netdev | null): HeldTapLink {
  const refuse = (): never => {
    throw Object.assign(new Error('refused'), { code: 'nicNotAllowed' });
  };
  const link = new HeldTapLink('pct-web-1', new ManualClock(), {
    devices: {
      byName: () => device,
      byIndex: () => device,
      listen: () => undefined,
      unlisten: () => undefined,
    },
    privileges: {
      openTap: refuse,
      openPacketSocket: refuse,
      redirect: refuse,
      hostAddress: refuse,
      offerTap: (name) => log.push(`offer ${name}`),
      dropTap: (name) => log.push(`drop ${name}`),
      isolate: (name, on) => log.push(`isolate ${name} ${on}`),
    },
  });
  link.open(new RecordingSink());
  return link;
}

beforeEach(() => (log = []));

it('R55 a TAP that may not be read is the host’s again, and says why it is not used', () => {
  const link = open(held);
  expect([link.state, link.problem]).toEqual(['detached', 'nicNotAllowed']);
  link.close();
  expect(log).toEqual(['isolate pct-web-1 true', 'isolate pct-web-1 false']);
});

it('R55 a TAP that no program has open is offered, and removed with the link', () => {
  open(null).close();
  expect(log).toEqual(['offer pct-web-1', 'drop pct-web-1']);
});
