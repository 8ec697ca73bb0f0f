/** Replies and where they go; dhcpServer.test.ts has whole conversations. */
import { describe, expect, it } from 'vitest';
import { DhcpReply } from '../../../../src-main/engine/gateway/dhcp/dhcpReply.ts';
import {
  DhcpOption,
  DhcpType,
  type Dhcpv4Message,
  dhcpType,
  dhcpUint32,
  parseDhcpv4,
} from '../../../../src-main/engine/wire/dhcpv4.ts';
import { Drop } from '../../../../src-main/engine/wire/drop.ts';
import { GUEST_MAC, INTERNAL, OTHER_MAC, SHARED, ip } from '../../../scenario/gatewayScene.ts';
import { openEmitter, sentBy } from '../../../scenario/guestPackets.ts';
import { describeFrame, viewOf } from '../../../scenario/trace.ts';

const ADDRESS = ip('192.168.131.16');
const DHCP = SHARED.ipv4.dhcp!;

function request(changes: Partial<Dhcpv4Message> = {}): Dhcpv4Message {
  return {
    ...{ op: 1, xid: 0x1234_5678, broadcast: false, ciaddr: 0, yiaddr: 0, siaddr: 0, giaddr: 0 },
    ...{ chaddr: GUEST_MAC, options: new Map<number, Uint8Array>(), ...changes },
  };
}

type Action = (reply: DhcpReply) => unknown;

/** The frame of one reply. */
function frameOf(action: Action, settings = SHARED): Uint8Array {
  const frames = sentBy((emitter) => action(new DhcpReply(emitter, settings)));
  expect(frames).toHaveLength(1);
  return frames[0]!;
}

function messageOf(action: Action, settings = SHARED): Dhcpv4Message {
  const frame = frameOf(action, settings);
  const message = parseDhcpv4(viewOf(frame), 42, frame.length - 42);
  if (typeof message === 'number') throw new Error(`dropped: ${message}`);
  return message;
}

const offer: Action = (reply) => reply.offer(request(), ADDRESS, DHCP);

describe('where a reply goes (RFC 2131 §4.1)', () => {
  const guest = '> 00-03-FF-01-02-03 IP 192.168.131.1.67 >';
  const everybody = '> FF-FF-FF-FF-FF-FF IP 192.168.131.1.67 >';

  it.each([
    ['to the address that is offered', {}, `${guest} 192.168.131.16.68`],
    ['by broadcast if the client asks for it', { broadcast: true }, `${everybody} 255.255.255.255`],
    [
      'to the address that the client has, whatever it asks for',
      { ciaddr: ip('192.168.131.20'), broadcast: true },
      `${guest} 192.168.131.20.68`,
    ],
  ])('%s', (_, changes, expected) => {
    const frame = frameOf((reply) => reply.acknowledge(request(changes), ADDRESS, DHCP));
    expect(describeFrame(frame)).toContain(expected);
  });

  it('a NAK goes by broadcast, even to a client that has an address', () => {
    const frame = frameOf((reply) => reply.nak(request({ ciaddr: ip('10.0.0.9') })));
    expect(describeFrame(frame)).toBe(
      '> FF-FF-FF-FF-FF-FF IP 192.168.131.1.67 > 255.255.255.255.68: DHCP nak from 192.168.131.1',
    );
  });
});

describe('what a reply says', () => {
  it('repeats transaction, client and client identifier (RFC 6842)', () => {
    const options = new Map([[DhcpOption.clientIdentifier, Uint8Array.of(1, 2, 3)]]);
    const asked = request({ xid: 0xfedc_ba98, chaddr: OTHER_MAC, options });
    const message = messageOf((reply) => reply.nak(asked));
    expect(message).toMatchObject({ op: 2, xid: 0xfedc_ba98, chaddr: OTHER_MAC, yiaddr: 0 });
    expect(message.options.get(DhcpOption.clientIdentifier)).toEqual(Uint8Array.of(1, 2, 3));
  });

  it('a NAK has nothing but the server’s address beside it (table 3)', () => {
    const message = messageOf((reply) => reply.nak(request()));
    expect([...message.options.keys()]).toEqual([
      DhcpOption.messageType,
      DhcpOption.serverIdentifier,
    ]);
  });

  it.each([
    [160, true],
    [161, false],
  ])('a client identifier of %i octets is repeated: %s', (length, repeated) => {
    const options = new Map([[DhcpOption.clientIdentifier, new Uint8Array(length)]]);
    const message = messageOf((reply) => reply.nak(request({ options })));
    expect(message.options.has(DhcpOption.clientIdentifier)).toBe(repeated);
  });

  it('renewal is due at half of the lease time, rebinding at seven eighths', () => {
    const dhcp = { ...DHCP, leaseTimeS: 601 };
    const message = messageOf((reply) => reply.offer(request(), ADDRESS, dhcp));
    expect(message.yiaddr).toBe(ADDRESS);
    expect([51, 58, 59].map((code) => dhcpUint32(message, code))).toEqual([601, 300, 525]);
  });

  it('an ACK to INFORM assigns nothing and has no times (RFC 2131 §4.3.5)', () => {
    const ciaddr = ip('192.168.131.20');
    const message = messageOf((reply) => reply.inform(request({ ciaddr }), DHCP));
    expect([dhcpType(message), message.yiaddr, message.ciaddr]).toEqual([DhcpType.ack, 0, ciaddr]);
    expect([51, 58, 59].some((code) => message.options.has(code))).toBe(false);
    expect(dhcpUint32(message, DhcpOption.subnetMask)).toBe(ip('255.255.255.0'));
  });

  it('a network without router and DNS offers neither', () => {
    const dhcp = INTERNAL.ipv4.dhcp!;
    const message = messageOf((reply) => reply.offer(request(), ADDRESS, dhcp), INTERNAL);
    const { router, dnsServer, domainName, hostName, broadcastAddress } = DhcpOption;
    const offered = [router, dnsServer, domainName, hostName].filter((code) =>
      message.options.has(code),
    );
    expect(offered).toEqual([]);
    expect(dhcpUint32(message, broadcastAddress)).toBe(ip('169.254.255.255'));
  });

  it('only a guest with a name is given one', () => {
    const named = messageOf(offer);
    expect(Buffer.from(named.options.get(DhcpOption.hostName)!).toString()).toBe('vm1');
    const other = request({ chaddr: OTHER_MAC });
    const unnamed = messageOf((reply) => reply.offer(other, ADDRESS, DHCP));
    expect(unnamed.options.has(DhcpOption.hostName)).toBe(false);
  });

  it('follows changed settings', () => {
    const message = messageOf((reply) => {
      reply.apply({ ...SHARED, ipv4: { ...SHARED.ipv4, address: ip('192.168.131.2') } });
      return offer(reply);
    });
    expect(dhcpUint32(message, DhcpOption.serverIdentifier)).toBe(ip('192.168.131.2'));
    expect(dhcpUint32(message, DhcpOption.router)).toBe(ip('192.168.131.2'));
  });
});

it('a reply that finds no room is counted as such', () => {
  const { emitter } = openEmitter();
  emitter.held = true;
  const reply = new DhcpReply(emitter, SHARED);
  const drops = Array.from({ length: 5000 }, () => reply.offer(request(), ADDRESS, DHCP));
  expect(drops[0]).toBe(Drop.none);
  expect(drops.at(-1)).toBe(Drop.queueFull);
});
