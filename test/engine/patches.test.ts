import { beforeEach, describe, expect, it } from 'vitest';
import { Engine } from '../../src-main/engine/engine.ts';
import type {
  EngineConfig,
  NetworkConfig,
  PatchConfig,
} from '../../src-main/engine/engineConfig.ts';
import { MAC_BROADCAST } from '../../src-main/address/mac.ts';
import { ArpOperation, emitArp } from '../../src-main/engine/wire/arp.ts';
import {
  ETHERNET_HEADER_LENGTH,
  EtherType,
  emitEthernet,
} from '../../src-main/engine/wire/ethernet.ts';
import { frame } from '../scenario/fakeLink.ts';
import { FakeParts } from '../scenario/fakeParts.ts';
import { ManualClock } from '../scenario/manualClock.ts';

const A = 0x0003_ff00_000a;
const B = 0x0003_ff00_000b;
const C = 0x0003_ff00_000c;
const alone = { gateway: null, nat: null, uplink: null, hostPort: null };
const gateway = {
  ...{ mac: 0x0003_ff00_0001, mtu: 1500, dns: null, ipv6: null },
  ipv4: { address: '10.0.0.1', prefixLength: 24, dhcp: null },
};
const networks: readonly NetworkConfig[] = [
  { id: 'x', ...alone, gateway },
  { id: 'y', ...alone },
  { id: 'z', ...alone },
];
const xy: PatchConfig = { ends: ['x', 'y'] };
const yz: PatchConfig = { ends: ['y', 'z'] };

let parts: FakeParts;
let engine: Engine;

beforeEach(() => {
  parts = new FakeParts();
  const clock = new ManualClock();
  engine = new Engine({ clock, parts, seed: 1, onSnapshot: () => undefined });
});

function apply(patches: readonly PatchConfig[], change: Partial<EngineConfig> = {}): void {
  const port = (id: string, networkId: string, mac: number) => {
    return {
      id,
      networkId,
      mac,
      link: { kind: 'qemuStream', path: `/${id}` } as const,
      policy: {},
    };
  };
  const ports = [port('a', 'x', A), port('b', 'y', B), port('c', 'z', C)];
  engine.apply({ networks, ports, patches, ...change });
}

/** By ARP, to everybody. */
function announcement(mac: number, address: number): Buffer {
  const octets = Buffer.alloc(60);
  const view = new DataView(octets.buffer, octets.byteOffset, octets.length);
  emitEthernet(view, 0, MAC_BROADCAST, mac, EtherType.arp);
  emitArp(view, ETHERNET_HEADER_LENGTH, ArpOperation.request, mac, address, 0, address);
  return octets;
}

const broadcastFrom = (at: number, mac: number): number[] => {
  const before = parts.links.map(({ taken }) => taken.length);
  parts.links[at]!.send(frame(MAC_BROADCAST, mac));
  return parts.links.map(({ taken }, i) => taken.length - before[i]!);
};

describe('R43 networks patched together', () => {
  it('join live, in a row too, and part again', () => {
    apply([]);
    expect(broadcastFrom(0, A)).toEqual([0, 0, 0]);
    apply([xy]);
    expect(broadcastFrom(0, A)).toEqual([0, 1, 0]);
    apply([xy, yz]);
    expect(broadcastFrom(0, A)).toEqual([0, 1, 1]);
    apply([yz]);
    expect(broadcastFrom(0, A)).toEqual([0, 0, 0]);
    expect(broadcastFrom(2, C)).toEqual([0, 1, 0]);
  });

  it('keep a cable that stays, and what was learned through it', () => {
    apply([xy]);
    broadcastFrom(0, A);
    apply([yz, { ends: ['y', 'x'] }]);
    expect(engine.query('fdb', { networkId: 'y' })).toContainEqual(
      expect.objectContaining({ mac: A, portId: 'patch:x' }),
    );
  });

  it('show the gateway which guest’s port a frame came in by, also beyond a cable', () => {
    apply([xy, yz]);
    for (const [at, mac] of [A, B, C, A].entries()) broadcastFrom(at % 3, mac);
    const [a, b, c, again] = parts.gateways[0]!.origins;
    expect(new Set([a, b, c]).size).toBe(3);
    expect(again).toBe(a);
  });

  it('show a guest’s address, which the gateway at the other end gave', () => {
    apply([xy]);
    const addresses = (): string[][] => engine.snapshot().ports.map((port) => [...port.addresses]);
    expect(addresses()).toEqual([['10.0.0.10'], ['10.0.0.11'], []]);
    apply([]);
    expect(addresses()).toEqual([['10.0.0.10'], [], []]);
  });

  it('show an address once that was given at one end and heard at the other', () => {
    apply([xy]);
    parts.links[1]!.send(announcement(B, 0x0a00_000b));
    expect(engine.snapshot().ports[1]!.addresses).toEqual(['10.0.0.11']);
  });

  it('know where the gateway is: no guest beyond a cable can pass for it', () => {
    const heardAt = (networkId: string): string[] =>
      engine
        .query('fdb', { networkId })
        .flatMap(({ mac, portId }) => (mac === gateway.mac ? [portId] : []));
    apply([xy, yz]);
    broadcastFrom(2, gateway.mac);
    expect([heardAt('y'), heardAt('z')]).toEqual([['patch:x'], ['patch:y']]);
    expect(engine.snapshot().ports[2]!.fromGuest.drops).toEqual({ badSource: 1 });
    apply([yz, { ends: ['z', 'x'] }]);
    expect([heardAt('y'), heardAt('z')]).toEqual([['patch:z'], ['patch:x']]);
    apply([xy, yz], { networks: networks.map((network) => ({ ...network, gateway: null })) });
    expect(broadcastFrom(2, gateway.mac)).toEqual([1, 1, 0]);
    expect(heardAt('z')).toEqual(['c']);
  });

  it('lose the cable with the network at either end', () => {
    apply([xy]);
    apply([], { networks: networks.slice(1), ports: [] });
    expect(engine.query('fdb', { networkId: 'y' })).toEqual([]);
    engine.close();
    expect(parts.gateways[0]!.closed).toBe(true);
  });

  it('never form a loop: a cable between what is joined already is left out', () => {
    const zx: PatchConfig = { ends: ['z', 'x'] };
    apply([xy, yz, zx]);
    expect(broadcastFrom(0, A)).toEqual([0, 1, 1]);
    const drops = engine.snapshot().ports.map(({ toGuest }) => toGuest.drops);
    expect(drops).toEqual([{}, {}, {}]);
    expect(engine.query('fdb', { networkId: 'z' }).map(({ portId }) => portId)).not.toContain(
      'patch:x',
    );
    apply([xy, zx]);
    expect(broadcastFrom(1, B)).toEqual([1, 0, 1]);
  });

  it('are refused where one of them is not there', () => {
    expect(() => apply([{ ends: ['x', 'elsewhere'] }])).toThrow(
      expect.objectContaining({ code: 'networkNotRunning' }),
    );
  });
});
