import { describe, expect, test } from 'vitest';
import type { ForwardConfig } from '../../../../src-main/engine/engineConfig.ts';
import { outsideError } from '../../../../src-main/engine/outside/outsideError.ts';
import type { AcceptedStream } from '../../../../src-main/engine/outside/stream.ts';
import { PortForwards } from '../../../../src-main/engine/nat/forward/portForwards.ts';
import { UdpNat } from '../../../../src-main/engine/nat/udp/udpNat.ts';
import { ipv4ToIp, parseIp } from '../../../../src-main/address/ip.ts';
import { GUEST, GUEST_MAC, GUEST_PORT, NatScene } from '../../../scenario/natScene.ts';
import { packetText } from '../../../scenario/packetText.ts';

const PEER = '203.0.113.9';

function forward(id: string, change: Partial<ForwardConfig> = {}): ForwardConfig {
  return {
    id,
    protocol: 'tcp',
    bindAddress: '127.0.0.1',
    bindPort: 8080,
    guestMac: GUEST_MAC,
    guestPort: 80,
    ...change,
  };
}

function scene() {
  const s = new NatScene();
  const opened: unknown[][] = [];
  const tcp = { openFromHost: (...args: unknown[]) => void opened.push(args) };
  const udp = new UdpNat(s.context);
  return { s, opened, udp, forwards: new PortForwards(s.context, tcp, udp) };
}

function accepted(): { stream: AcceptedStream; resets: () => number } {
  let resets = 0;
  const end = { reset: () => void (resets += 1) };
  const stream = { peerAddress: parseIp(PEER)!, peerPort: 6000, open: () => end };
  return { stream: stream as unknown as AcceptedStream, resets: () => resets };
}

describe('R29 port forwards', () => {
  test('a connection is handed on with the address the guest has at that moment', () => {
    const { s, opened, forwards } = scene();
    forwards.apply([forward('a')]);
    const { stream } = accepted();
    s.known.clear();
    s.known.set(GUEST + 4, GUEST_MAC);
    s.outside.listeners[0]!.accepted(stream);
    const guest = { mac: GUEST_MAC, address: ipv4ToIp(GUEST + 4), origin: GUEST_PORT };
    expect(opened).toEqual([[stream, guest, 80]]);
  });

  test('while the guest has no address a connection is reset and a datagram dropped', () => {
    const { s, opened, forwards } = scene();
    forwards.apply([forward('a'), forward('b', { protocol: 'udp' })]);
    s.known.clear();
    const { stream, resets } = accepted();
    s.outside.listeners[0]!.accepted(stream);
    s.outside.bound[0]!.events.datagram(Buffer.from('x'), PEER, 6000);
    expect([resets(), opened, s.taken()]).toEqual([1, [], []]);
  });

  test('datagrams of a peer reach the guest from its real address', () => {
    const { s, forwards } = scene();
    forwards.apply([forward('b', { protocol: 'udp', guestPort: 53 })]);
    s.outside.bound[0]!.events.datagram(Buffer.from('x'), PEER, 6000);
    expect(s.taken().map(packetText)).toEqual(['203.0.113.9:6000 > 192.168.131.16:53 udp 1']);
  });

  test('the reason for not listening is shown, and every change is reported', () => {
    const { s, forwards } = scene();
    forwards.apply([
      forward('a'),
      forward('b', { bindPort: 80 }),
      forward('c', { bindAddress: 'x' }),
    ]);
    s.outside.listeners[0]!.ready(null);
    s.outside.listeners[1]!.ready(outsideError('EACCES'));
    expect(forwards.snapshot()).toEqual([
      { id: 'a', problem: null },
      { id: 'b', problem: 'EACCES' },
      { id: 'c', problem: 'EINVAL' },
    ]);
    expect(s.forwardChanges).toBe(3);
  });

  test('applying again changes nothing; a refused forward is tried again', () => {
    const { s, forwards } = scene();
    const both = [forward('a'), forward('b', { bindPort: 81 })];
    forwards.apply(both);
    s.outside.listeners[1]!.ready(outsideError('EADDRINUSE'));
    forwards.apply(both);
    expect(s.outside.listeners.map(({ port, closed }) => [port, closed])).toEqual([
      [8080, false],
      [81, true],
      [81, false],
    ]);
    s.outside.listeners[1]!.ready(outsideError('EADDRINUSE'));
    s.outside.listeners[2]!.ready(null);
    expect(forwards.snapshot()[1]).toEqual({ id: 'b', problem: null });
  });

  test('another guest or guest port keeps the socket; another host port replaces it', () => {
    const { s, opened, forwards } = scene();
    forwards.apply([forward('a')]);
    forwards.apply([forward('a', { guestPort: 443 })]);
    expect(s.outside.listeners.length).toBe(1);
    s.outside.listeners[0]!.accepted(accepted().stream);
    expect(opened[0]![2]).toBe(443);
    forwards.apply([forward('a', { bindPort: 9090 })]);
    expect(s.outside.listeners.map(({ closed }) => closed)).toEqual([true, false]);
  });

  test('removing a UDP forward ends its flows and closes its socket', () => {
    const { s, udp, forwards } = scene();
    forwards.apply([forward('b', { protocol: 'udp' })]);
    s.outside.bound[0]!.events.datagram(Buffer.from('x'), PEER, 6000);
    expect(udp.flows().length).toBe(1);
    forwards.apply([]);
    expect([udp.flows().length, s.outside.bound[0]!.closed, s.armed]).toEqual([0, true, 0]);
  });

  test('the guest of a UDP forward renumbers: its peers follow', () => {
    const { s, udp, forwards } = scene();
    forwards.apply([forward('b', { protocol: 'udp' })]);
    s.outside.bound[0]!.events.datagram(Buffer.from('x'), PEER, 6000);
    s.known.clear();
    s.known.set(GUEST + 4, GUEST_MAC);
    s.outside.bound[0]!.events.datagram(Buffer.from('x'), PEER, 6000);
    expect(udp.flows().map(({ guest }) => guest)).toEqual(['192.168.131.20:80']);
  });
});
