import { beforeEach, expect, it, vi } from 'vitest';
import type { PumpEndEvents } from '../../../src-main/engine/link/pumpEnd.ts';
import { createNicEnds } from '../../../src-main/engine/uplink/nicEnds.ts';

/** What was done, in order; the call named by `refused` throws. */
const done = vi.hoisted(() => ({ log: [] as string[], refused: '' }));

vi.mock('../../../native/lib/framePump.ts', () => {
  const note = (call: string) => (): void => {
    done.log.push(call);
    if (call === done.refused) throw new Error(call);
  };
  return {
    FramePump: class {
      sendPastQueueing = note('sendPastQueueing');
      seeAll = note('seeAll');
      seeGroups = note('seeGroups');
      setFilter = note('setFilter');
      close = note('close');

      constructor(fd: number, kind: string) {
        done.log.push(`pump ${fd} ${kind}`);
      }
    },
  };
});

const events: PumpEndEvents = {
  receive: () => undefined,
  dropped: () => undefined,
  drained: () => undefined,
  lost: () => undefined,
};
const ends = createNicEnds({
  openPacketSocket: (nic: string) => {
    done.log.push(`socket ${nic}`);
    return { fd: 7 };
  },
  openTap: ({ mac }: { mac: string | null }) => {
    done.log.push(`tap ${mac}`);
    return { fd: 8, name: 'pc3' };
  },
  redirect: (tap: string, nic: string, on: boolean) => {
    done.log.push(`redirect ${tap} ${nic} ${on}`);
    if (done.refused === 'redirect') throw new Error('redirect');
  },
} as never);

beforeEach(() => {
  done.log = [];
  done.refused = '';
});

it.each([
  ['reads every frame', false, false, ['seeAll']],
  ['R19 reads no other station’s frames when guests use its MAC', false, true, ['seeGroups']],
  ['R18 sends past the filters that cut the host off', true, false, ['sendPastQueueing', 'seeAll']],
])('the wire %s', (_, isolated, translate, calls) => {
  ends.openWire('lan0', { isolated, translate }, events).setFilter(new Uint32Array(2));
  expect(done.log).toEqual(['socket lan0', 'pump 7 packet', ...calls, 'setFilter']);
});

it('the host’s end is a TAP with the MAC of the NIC, redirected to it', () => {
  ends.openHost('lan0', 0x0200_0000_0001, events);
  expect(done.log).toEqual(['tap 02:00:00:00:00:01', 'pump 8 tap', 'redirect pc3 lan0 true']);
});

it.each(['seeAll', 'redirect'])('a descriptor is closed when %s is refused', (call) => {
  done.refused = call;
  const open = (): unknown =>
    call === 'redirect'
      ? ends.openHost('lan0', 1, events)
      : ends.openWire('lan0', { isolated: false, translate: false }, events);
  expect(open).toThrow(call);
  expect(done.log.at(-1)).toBe('close');
});
