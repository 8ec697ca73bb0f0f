/** The table that keeps a network's flows; tcpNat.test.ts has its limit for each port. */
import { describe, expect, it } from 'vitest';
import { ipv4ToIp, parseIp } from '../../../../src-main/address/ip.ts';
import { MAX_TCP_FLOWS, MAX_TCP_FLOWS_PER_PORT } from '../../../../src-main/engine/guestLimits.ts';
import { TcpFlow } from '../../../../src-main/engine/nat/tcp/tcpFlow.ts';
import { TcpFlows } from '../../../../src-main/engine/nat/tcp/tcpFlows.ts';
import { distance } from '../../../../src-main/engine/nat/tcp/sequence.ts';
import { GUEST, GUEST_MAC, NatScene, SERVER } from '../../../scenario/natScene.ts';
import { TcpGuest } from '../../../scenario/tcpGuest.ts';
import { TcpNetwork } from '../../../scenario/tcpNetwork.ts';

function key(guestPort: number, remotePort = 80) {
  const ends = { guestAddress: ipv4ToIp(GUEST), remoteAddress: ipv4ToIp(SERVER) };
  return { ...ends, guestPort, remotePort };
}

/** Adds this many flows of a switch port, one guest port each. */
function fill(flows: TcpFlows, origin: number, count: number): TcpFlow[] {
  return Array.from({ length: count }, (_, i) => {
    const flow = new TcpFlow(flows, GUEST_MAC, origin, key(i, 1000 + origin), 0);
    flows.add(flow);
    return flow;
  });
}

describe('limits', () => {
  it('all ports together have 16,384 flows, a port with few and a new one included', () => {
    const flows = new TcpFlows(new NatScene().context);
    const full = MAX_TCP_FLOWS / MAX_TCP_FLOWS_PER_PORT - 1;
    for (let origin = 0; origin < full; origin += 1) fill(flows, origin, MAX_TCP_FLOWS_PER_PORT);
    fill(flows, full, MAX_TCP_FLOWS_PER_PORT - 1);
    expect([flows.admits(full), flows.admits(full + 1)]).toEqual([true, true]);
    const [last] = fill(flows, full + 1, 1);
    expect([flows.admits(full), flows.admits(full + 1)]).toEqual([false, false]);
    last!.close();
    expect([flows.admits(full), flows.admits(full + 1)]).toEqual([true, true]);
  });

  it('a flow counts until its stream is closed, even when it has left the table', () => {
    const flows = new TcpFlows(new NatScene().context);
    const [flow] = fill(flows, 1, MAX_TCP_FLOWS_PER_PORT);
    flow!.leave();
    expect(flows.find(key(0, 1001))).toBeNull();
    expect(flows.admits(1)).toBe(false);
    flow!.closed(null);
    expect(flows.admits(1)).toBe(true);
  });
});

describe('initial sequence numbers (RFC 6528)', () => {
  it('move on every 4 µs', () => {
    const scene = new NatScene();
    const flows = new TcpFlows(scene.context);
    const first = flows.initialSequence(key(1));
    scene.clock.advance(1000);
    expect(distance(first, flows.initialSequence(key(1)))).toBe(250_000);
  });

  it('differ for each pair of ends, and from network to network', () => {
    const scene = new NatScene();
    const flows = new TcpFlows(scene.context);
    const numbers = [
      ...[key(1), key(2), key(1, 443)].map((ends) => flows.initialSequence(ends)),
      new TcpFlows(scene.context).initialSequence(key(1)),
    ];
    expect(new Set(numbers).size).toBe(4);
  });
});

it('the longest text is the MTU less both headers, whatever the family', () => {
  const flows = new TcpFlows(new NatScene(1500).context);
  expect([flows.mss(4), flows.mss(6)]).toEqual([1460, 1440]);
});

describe('service', () => {
  /** Two connections with more to send than one turn allows. */
  function busy(): TcpNetwork {
    const network = new TcpNetwork({}, 65_520);
    for (const port of [1, 2]) {
      const guest = new TcpGuest(network, { port, mss: 60_000, shift: 10, window: 65_535 });
      guest.connect();
    }
    return network;
  }

  it('each flow has its turn: none sends everything before another begins', () => {
    const network = busy();
    network.congested = true;
    for (const stream of network.outside.streams) stream.say(Buffer.alloc(300_000));
    network.congested = false;
    network.nat.resume();
    const ports = network.take().map((one) => one.toPort);
    expect(ports.lastIndexOf(1)).toBeGreaterThan(ports.indexOf(2));
  });

  it('a congested guest’s flows wait, in their order, for a link to drain', () => {
    const network = busy();
    network.congested = true;
    for (const stream of network.outside.streams) stream.say('text');
    expect(network.take()).toEqual([]);
    network.nat.settle();
    expect(network.take()).toEqual([]);
    network.congested = false;
    network.nat.resume();
    expect(network.take().map((one) => one.toPort)).toEqual([1, 2]);
  });
});

it('flows of both families are found by their own ends', () => {
  const flows = new TcpFlows(new NatScene().context);
  const ends6 = { guestAddress: parseIp('2001:db8::16')!, remoteAddress: parseIp('2001:db8::7')! };
  const key6 = { ...key(1), ...ends6 };
  const four = new TcpFlow(flows, GUEST_MAC, 1, key(1), 0);
  const six = new TcpFlow(flows, GUEST_MAC, 1, key6, 0);
  flows.add(four);
  flows.add(six);
  expect([flows.find(key(1)) === four, flows.find(key6) === six]).toEqual([true, true]);
});
