import { describe, expect, it } from 'vitest';
import { dhcpAt } from '../../../src-main/engine/wire/dhcpPacket.ts';
import { DHCP_CLIENT_PORT, DHCP_SERVER_PORT } from '../../../src-main/engine/wire/dhcpv4.ts';
import { dhcp, udp } from '../../scenario/gatewayScene.ts';
import { AT, GuardedView, survivesAnything } from './octets.ts';

/** The packet of a DISCOVER; its DHCP message begins behind 20 octets of IPv4 and 8 of UDP. */
const DISCOVER = dhcp(1).subarray(14);
/** The shortest packet with a DHCP message: no options. */
const MIN_LENGTH = 20 + 8 + 240;

function serverMessageAt(octets: Uint8Array, length = octets.length): number {
  return dhcpAt(new GuardedView(octets, length), AT, length, DHCP_SERVER_PORT);
}

/** The packet with this octet changed. */
function changed(at: number, octet: number): Uint8Array {
  const packet = DISCOVER.slice();
  packet[at] = octet;
  return packet;
}

describe('a DHCP message in a packet', () => {
  it('to the server is found behind the UDP header', () => {
    expect(serverMessageAt(DISCOVER)).toBe(AT + 28);
  });

  it('to the client is none to the server, and the reverse', () => {
    const view = new GuardedView(DISCOVER);
    expect(dhcpAt(view, AT, DISCOVER.length, DHCP_CLIENT_PORT)).toBe(-1);
    const payload = DISCOVER.subarray(28);
    const reply = udp('192.168.131.1', 67, '192.168.131.16', 68, payload).subarray(14);
    const replyView = new GuardedView(reply);
    expect(dhcpAt(replyView, AT, reply.length, DHCP_CLIENT_PORT)).toBe(AT + 28);
    expect(dhcpAt(replyView, AT, reply.length, DHCP_SERVER_PORT)).toBe(-1);
  });

  it('is found behind IPv4 options', () => {
    const options = Uint8Array.of(1, 1, 1, 1);
    const packet = Uint8Array.from([
      ...changed(0, 0x46).subarray(0, 20),
      ...options,
      ...DISCOVER.subarray(20),
    ]);
    expect(serverMessageAt(packet)).toBe(AT + 32);
  });
});

it.each([
  ['of another protocol', 9, 6],
  ['that is a later fragment', 7, 1],
  ['whose header length is too small', 0, 0x44],
  ['from another port', 21, 69],
  ['to another port', 23, 69],
  ['without the magic cookie', 28 + 236, 0],
])('a packet %s carries none', (_, at, octet) => {
  expect(serverMessageAt(changed(at, octet))).toBe(-1);
});

it('a truncated packet carries none, and nothing behind it is read', () => {
  for (let length = 0; length < MIN_LENGTH; length += 1)
    expect(serverMessageAt(DISCOVER, length), `length ${length}`).toBe(-1);
});

it('whatever a guest sends, nothing outside the packet is read', () => {
  const check = (view: DataView, at: number, length: number): number => {
    const found = dhcpAt(view, at, length, DHCP_SERVER_PORT);
    expect(found === -1 || found + 240 <= at + length).toBe(true);
    return 0;
  };
  survivesAnything(DISCOVER, check, () => undefined);
});
