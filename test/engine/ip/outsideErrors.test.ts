import { describe, expect, it } from 'vitest';
import { parseIp } from '../../../src-main/address/ip.ts';
import { errorForGuest, sendOutsideError } from '../../../src-main/engine/ip/outsideErrors.ts';
import { Quote } from '../../../src-main/engine/ip/quote.ts';
import { type OutsideError, outsideError } from '../../../src-main/engine/outside/outsideError.ts';
import { GUEST_MAC, udp } from '../../scenario/gatewayScene.ts';
import { packetOf, sentBy } from '../../scenario/guestPackets.ts';
import { describeFrame, viewOf } from '../../scenario/trace.ts';

const GUEST = '192.168.131.16';
const REMOTE = '8.8.8.8';
const GATEWAY = parseIp('192.168.131.1')!;
const ROUTER = parseIp('203.0.113.1')!;

/** What the guest gets about a datagram of 1000 octets: one line and the MTU; null: nothing. */
function reported(error: OutsideError, flags = 0x4000): [string, number] | null {
  const quote = new Quote();
  quote.keep(packetOf(udp(GUEST, 5000, REMOTE, 9, new Uint8Array(972), { flags })));
  const packet = { mac: GUEST_MAC, remote: parseIp(REMOTE)!, quote };
  const [frame] = sentBy((emitter) => sendOutsideError(emitter, GATEWAY, packet, error));
  if (frame === undefined) return null;
  const text = describeFrame(frame).replace(/^.* IP (.*) > .*: (.*) about .*$/, '$1 $2');
  return [text, viewOf(frame).getUint16(40)];
}

describe('an errno', () => {
  it.each([
    ['ECONNREFUSED', '8.8.8.8 type 3 code 3'],
    ['EHOSTUNREACH', '192.168.131.1 type 3 code 1'],
    ['EHOSTDOWN', '192.168.131.1 type 3 code 1'],
    ['ENETUNREACH', '192.168.131.1 type 3 code 0'],
    ['EPERM', '192.168.131.1 type 3 code 13'],
  ])('%s becomes the error of a LAN', (errno, text) => {
    expect(reported(outsideError(errno))).toEqual([text, 0]);
  });

  it('EMSGSIZE names the next MTU to try, unless routers may fragment', () => {
    expect(reported(outsideError('EMSGSIZE'))).toEqual(['192.168.131.1 type 3 code 4', 508]);
    expect(reported(outsideError('EMSGSIZE'), 0)).toBeNull();
  });

  it('that does not concern the guest is not reported', () => {
    expect(reported(outsideError('EMFILE'))).toBeNull();
    expect(errorForGuest(outsideError('ETIMEDOUT'), 6)).toBeNull();
  });
});

describe('an ICMP error', () => {
  const icmp = { errno: 'EHOSTUNREACH', offender: ROUTER, mtu: 0 };

  it('keeps its type, code, offender and MTU', () => {
    expect(reported({ ...icmp, type: 11, code: 0 })).toEqual(['203.0.113.1 type 11 code 0', 0]);
    expect(reported({ ...icmp, type: 3, code: 4, mtu: 700 })).toEqual([
      '203.0.113.1 type 3 code 4',
      700,
    ]);
  });

  it('of another kind is not for guests', () => {
    expect(reported({ ...icmp, type: 5, code: 0 })).toBeNull();
  });
});
