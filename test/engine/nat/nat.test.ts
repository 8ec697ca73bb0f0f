import { describe, expect, it } from 'vitest';
import type { ForwardConfig } from '../../../src-main/engine/engineConfig.ts';
import { Outlet } from '../../../src-main/engine/ip/outlet.ts';
import type { GuestPacket } from '../../../src-main/engine/gateway/upstream.ts';
import { Nat, type NatParts } from '../../../src-main/engine/nat/nat.ts';
import type { TcpForwardTarget } from '../../../src-main/engine/nat/forward/forwardTarget.ts';
import { parseIpv4 } from '../../../src-main/address/ipv4.ts';
import { Drop } from '../../../src-main/engine/wire/drop.ts';
import { FakeHost } from '../../scenario/fakeHost.ts';
import { ManualClock } from '../../scenario/manualClock.ts';
import { seededRandom } from '../../lab/random.ts';

function build(): { nat: Nat; seen: string[]; host: FakeHost } {
  const seen: string[] = [];
  const part = (name: string): NatParts['udp'] => ({
    fromGuest: () => {
      seen.push(name);
      return Drop.none;
    },
    flows: () => [],
    close: () => seen.push(`${name} closed`),
  });
  const host = new FakeHost();
  const parts: NatParts = {
    udp: part('udp'),
    icmp: part('icmp'),
    forwards: (tcp: TcpForwardTarget) => ({
      apply: (forwards: readonly ForwardConfig[]) => {
        seen.push(`forwards ${forwards.length}`);
        tcp.openFromHost(host.accept('192.0.2.9', 7), 1, parseIpv4('10.0.2.15'), 22);
      },
      snapshot: () => [{ id: 'f', problem: null }],
      close: () => seen.push('forwards closed'),
    }),
  };
  const context = {
    outlet: new Outlet(2),
    address: parseIpv4('10.0.2.1'),
    prefixLength: 24,
    mtu: 1500,
    host,
    clock: new ManualClock(),
    random: seededRandom(1),
    guests: { addressesOf: () => [], macOf: () => Number.NaN },
    dns: null,
    forwardsChanged: () => undefined,
  };
  return { nat: new Nat(context, parts), seen, host };
}

function packet(destination: string, protocol: number): GuestPacket {
  return {
    view: new DataView(new ArrayBuffer(64)),
    l3: 0,
    l3Len: 40,
    l4: 20,
    l4Len: 20,
    source: parseIpv4('10.0.2.15'),
    destination: parseIpv4(destination),
    protocol,
    mac: 1,
  };
}

describe('NAT', () => {
  it.each([
    '127.0.0.1',
    '0.0.0.5',
    '224.0.0.251',
    '255.255.255.255',
    '10.0.2.255',
    '10.0.2.16',
    '10.0.2.0',
  ])('does not let guests reach %s', (destination) => {
    const { nat, seen } = build();
    for (const protocol of [1, 6, 17, 47]) {
      expect(nat.fromGuest(packet(destination, protocol))).toBe(Drop.badDestination);
    }
    expect(seen).toEqual([]);
  });

  it('sorts by protocol, and carries no others', () => {
    const { nat, seen } = build();
    for (const destination of ['198.51.100.7', '10.0.2.1', '169.254.1.1']) {
      expect(nat.fromGuest(packet(destination, 17))).toBe(Drop.none);
      expect(nat.fromGuest(packet(destination, 1))).toBe(Drop.none);
      expect(nat.fromGuest(packet(destination, 6))).toBe(Drop.malformed);
      expect(nat.fromGuest(packet(destination, 47))).toBe(Drop.unsupported);
    }
    expect(seen).toEqual(['udp', 'icmp', 'udp', 'icmp', 'udp', 'icmp']);
  });

  it('gives forwards their configuration and takes the connections they accept', () => {
    const { nat, seen, host } = build();
    nat.apply({ forwards: [] });
    expect(nat.forwards()).toEqual([{ id: 'f', problem: null }]);
    expect(nat.flows()).toMatchObject([{ remote: '192.0.2.9:7', state: 'syn-sent' }]);
    nat.close();
    expect(host.last.resetByUs).toBe(true);
    expect(seen).toEqual(['forwards 0', 'forwards closed', 'udp closed', 'icmp closed']);
  });
});
