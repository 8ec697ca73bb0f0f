import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Engine } from '../../src-main/engine/engine.ts';
import type {
  EngineSnapshot,
  LinkConfig,
  NetworkConfig,
  PortConfig,
} from '../../src-main/engine/engineConfig.ts';
import { MAC_BROADCAST } from '../../src-main/address/mac.ts';
import { frame } from '../scenario/fakeLink.ts';
import { FakeParts } from '../scenario/fakeParts.ts';
import { ManualClock } from '../scenario/manualClock.ts';

const A = 0x0003_ff00_000a;
const B = 0x0003_ff00_000b;

let clock: ManualClock;
let parts: FakeParts;
let snapshots: EngineSnapshot[];
let engine: Engine;

beforeEach(() => {
  clock = new ManualClock();
  parts = new FakeParts();
  snapshots = [];
  engine = new Engine({
    clock,
    parts,
    seed: 1,
    onSnapshot: (snapshot) => snapshots.push(snapshot),
  });
});

const alone = { uplink: null, hostPort: null };

function network(id: string): NetworkConfig {
  const ipv4 = { address: '10.0.0.1', prefixLength: 24, dhcp: null };
  const gateway = { mac: 0x0003_ff00_0001, mtu: 1500, dns: null, ipv4, ipv6: null };
  return { id, gateway, nat: { forwards: [] }, ...alone };
}

function port(id: string, networkId: string | null, mac = A, path = `/${id}`): PortConfig {
  return { id, mac, networkId, link: { kind: 'qemuStream', path }, policy: {} };
}

const stations = (networkId: string): number[] =>
  engine
    .query('fdb', { networkId })
    .filter(({ portId }) => portId !== 'gateway')
    .map(({ mac }) => mac);

describe('engine', () => {
  it('changes nothing when a configuration is applied twice', () => {
    const config = { networks: [network('n')], ports: [port('a', 'n'), port('b', 'n', B)] };
    engine.apply(config);
    parts.links[0]!.send(frame(MAC_BROADCAST, A));
    engine.apply(structuredClone(config));
    expect([parts.gateways.length, parts.nats.length, parts.links.length]).toEqual([1, 1, 2]);
    expect(parts.links.some(({ closed }) => closed)).toBe(false);
    expect(stations('n')).toEqual([A]);
  });

  it('R5 moves a port to another network without touching its link', () => {
    const networks = [network('n'), network('m')];
    engine.apply({ networks, ports: [port('a', 'n'), port('b', 'n', B), port('c', 'm')] });
    const [a, b, c] = parts.links;
    a!.send(frame(MAC_BROADCAST, A));
    expect([b!.taken.length, c!.taken.length]).toEqual([1, 0]);
    engine.apply({ networks, ports: [port('a', 'm'), port('b', 'n', B), port('c', 'm')] });
    expect(stations('n')).toEqual([]);
    a!.send(frame(MAC_BROADCAST, A));
    expect([b!.taken.length, c!.taken.length]).toEqual([1, 1]);
    expect(a!.closed).toBe(false);
    expect(engine.snapshot().ports[0]!.fromGuest.frames).toBe(2);
  });

  it('R6 holds the link of a port that is not connected, and counts what it says', () => {
    const networks = [network('n')];
    engine.apply({ networks, ports: [port('a', null), port('b', 'n', B)] });
    parts.links[0]!.send(frame(MAC_BROADCAST, A), frame(MAC_BROADCAST, A));
    const [a] = engine.snapshot().ports;
    expect(a).toMatchObject({
      attached: true,
      addresses: [],
      fromGuest: { frames: 0, octets: 0, drops: { notConnected: 2 } },
    });
    expect(parts.links[1]!.taken).toHaveLength(0);
    engine.apply({ networks, ports: [port('a', 'n'), port('b', 'n', B)] });
    parts.links[0]!.send(frame(MAC_BROADCAST, A));
    expect(parts.links[1]!.taken).toHaveLength(1);
  });

  it('gives a port a new link when its socket is another, and keeps its counters and origin', () => {
    const networks = [network('n')];
    engine.apply({ networks, ports: [port('a', 'n')] });
    parts.links[0]!.send(frame(MAC_BROADCAST, A));
    const [before] = parts.gateways[0]!.origins;
    engine.apply({ networks, ports: [port('a', 'n', A, '/elsewhere')] });
    expect(parts.links.map(({ name, closed }) => [name, closed])).toEqual([
      ['/a', true],
      ['/elsewhere', false],
    ]);
    parts.links[1]!.send(frame(MAC_BROADCAST, A));
    expect(engine.snapshot().ports[0]!.fromGuest.frames).toBe(2);
    expect(parts.gateways[0]!.origins).toEqual([before, before]);
    expect(stations('n')).toEqual([A]);
  });

  it('gives a port new stages when its policy changes, and keeps link and counters', () => {
    const networks = [network('n')];
    const limited = (rate: number): PortConfig => ({ ...port('a', 'n'), policy: { rate } });
    const inForce = (): unknown[] =>
      parts.stages.filter(({ closed }) => !closed).map(({ policy }) => policy);
    engine.apply({ networks, ports: [limited(1)] });
    parts.links[0]!.send(frame(MAC_BROADCAST, A));
    engine.apply({ networks, ports: [limited(1)] });
    expect([inForce(), parts.stages.length]).toEqual([[{ rate: 1 }], 1]);
    engine.apply({ networks, ports: [limited(2)] });
    expect(inForce()).toEqual([{ rate: 2 }]);
    engine.apply({ networks, ports: [port('a', 'n')] });
    expect([inForce(), parts.links.length, parts.links[0]!.closed]).toEqual([[], 1, false]);
    parts.links[0]!.send(frame(MAC_BROADCAST, A));
    expect(engine.snapshot().ports[0]!.fromGuest.frames).toBe(2);
  });

  it('gives a port that gets a new link its stages again', () => {
    const policy = { rate: 1 };
    engine.apply({ networks: [], ports: [{ ...port('a', null), policy }] });
    engine.apply({ networks: [], ports: [{ ...port('a', null, A, '/elsewhere'), policy }] });
    expect(parts.stages.map(({ closed }) => closed)).toEqual([true, false]);
  });

  it('closes links before it opens those that take their place', () => {
    const datagram = (id: string, localPort: number): PortConfig => ({
      ...port(id, null),
      link: { kind: 'qemuDatagram', localPort, remotePort: 9 },
    });
    engine.apply({ networks: [], ports: [datagram('a', 1), datagram('b', 2)] });
    const closedAtOpen: boolean[] = [];
    const create = parts.createLink.bind(parts);
    parts.createLink = (config: LinkConfig) => {
      closedAtOpen.push(parts.links[0]!.closed && parts.links[1]!.closed);
      return create(config);
    };
    engine.apply({ networks: [], ports: [datagram('a', 2), datagram('b', 1)] });
    expect(closedAtOpen).toEqual([true, true]);
  });

  it('R41 R46 removes networks and ports', () => {
    engine.apply({ networks: [network('n'), network('m')], ports: [port('a', 'n')] });
    engine.apply({ networks: [network('m')], ports: [port('a', null)] });
    expect(parts.gateways.map(({ closed }) => closed)).toEqual([true, false]);
    expect(parts.links[0]!.closed).toBe(false);
    engine.apply({ networks: [], ports: [] });
    expect(parts.links[0]!.closed).toBe(true);
    expect(parts.nats.every(({ closed }) => closed)).toBe(true);
  });

  it.each([
    ['networkNotRunning', [network('n')], [port('a', 'elsewhere')]],
    ['duplicateId', [network('n')], [port('a', 'n'), port('a', 'n')]],
    ['duplicateId', [network('n'), network('n')], []],
    ['tooManyPorts', [network('n')], Array.from({ length: 1024 }, (_, i) => port(`p${i}`, 'n'))],
  ])('refuses a configuration with %s and changes nothing', (code, networks, ports) => {
    engine.apply({ networks: [network('old')], ports: [port('old', 'old')] });
    expect(() => engine.apply({ networks, ports })).toThrow(expect.objectContaining({ code }));
    expect(parts.links).toHaveLength(1);
    expect(stations('old')).toEqual([]);
  });

  it('reports at most four times a second, and not at all while nothing moves', () => {
    const timers = vi.spyOn(clock, 'after');
    engine.apply({ networks: [network('n')], ports: [port('a', 'n')] });
    clock.advance(250);
    expect(snapshots).toHaveLength(1);
    clock.advance(60_000);
    expect(snapshots).toHaveLength(1);
    expect(timers).toHaveBeenCalledTimes(1);
    for (let i = 0; i < 100; i += 1) {
      parts.links[0]!.send(frame(MAC_BROADCAST, A));
      clock.advance(10);
    }
    expect(snapshots).toHaveLength(5);
    expect(snapshots.at(-1)!.ports[0]!.fromGuest.frames).toBe(100);
  });

  it('R63 shows addresses, attachment and forwards in a snapshot', () => {
    engine.apply({ networks: [network('n')], ports: [port('a', 'n')] });
    parts.gateways[0]!.options.events.leaseChanged();
    parts.links[0]!.attach('detached');
    clock.advance(250);
    expect(snapshots[0]).toMatchObject({
      timeMs: clock.wallMs(),
      ports: [{ id: 'a', attached: false, problem: null, addresses: ['10.0.0.10'] }],
      forwards: [],
    });
    expect(engine.query('leases', null)).toMatchObject([{ networkId: 'n', hostname: 'guest' }]);
  });

  it('refuses a question about a network that is not there', () => {
    expect(() => engine.query('fdb', { networkId: 'x' })).toThrow(
      expect.objectContaining({ code: 'networkNotRunning' }),
    );
  });

  it('leaves nothing behind when it is closed', () => {
    engine.apply({ networks: [network('n')], ports: [port('a', 'n')] });
    engine.close();
    clock.advance(60_000);
    expect(snapshots).toEqual([]);
    expect([parts.links[0]!.closed, parts.gateways[0]!.closed, parts.nats[0]!.closed]).toEqual([
      true,
      true,
      true,
    ]);
  });
});
