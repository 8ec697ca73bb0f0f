import { describe, expect, it } from 'vitest';
import { ipv4ToIp, parseIp } from '../../../../src-main/address/ip.ts';
import type { FlowKey } from '../../../../src-main/engine/ip/flowTable.ts';
import { nameOfPeer } from '../../../../src-main/engine/nat/forward/peerNames.ts';
import { GUEST, GUEST_MAC, GUEST_PORT, NatScene } from '../../../scenario/natScene.ts';

const guest = { mac: GUEST_MAC, address: ipv4ToIp(GUEST), origin: GUEST_PORT };

/** `address:port` that the guest's port 80 sees; null: refused. */
function name(peer: string, port: number, isTaken = (_: FlowKey) => false): string | null {
  const { context } = new NatScene();
  const key = nameOfPeer(context, parseIp(peer)!, port, guest, 80, isTaken);
  if (key === null) return null;
  expect(key).toMatchObject({ guestAddress: guest.address, guestPort: 80 });
  return `${key.remoteAddress.toString()}:${key.remotePort}`;
}

describe('a peer', () => {
  it('R29 from the outside keeps its address and its port, whatever the port', () => {
    expect(name('203.0.113.9', 40_000)).toBe('203.0.113.9:40000');
    expect(name('203.0.113.9', 53)).toBe('203.0.113.9:53');
  });

  it.each(['127.0.0.1', '192.168.131.77', '169.254.9.9'])(
    'that the guest could not answer has the gateway’s address: %s',
    (peer) => {
      expect(name(peer, 40_000)).toBe('192.168.131.1:40000');
    },
  );

  it('is never shown as a service of the gateway', () => {
    const shown = name('127.0.0.1', 53)!;
    expect(shown.startsWith('192.168.131.1:')).toBe(true);
    expect(Number(shown.split(':')[1])).toBeGreaterThanOrEqual(49_152);
  });

  it('gets another port where such a flow is there already', () => {
    const taken: number[] = [];
    const shown = name('203.0.113.9', 40_000, ({ remotePort }) => {
      taken.push(remotePort);
      return taken.length < 4;
    });
    expect(taken[0]).toBe(40_000);
    expect(taken.slice(1).every((port) => port >= 49_152)).toBe(true);
    expect(shown).toBe(`203.0.113.9:${taken[3]}`);
  });

  it('is refused when all that are tried are taken', () => {
    let tries = 0;
    const isTaken = (): boolean => (tries += 1) > 0;
    expect(name('203.0.113.9', 40_000, isTaken)).toBeNull();
    expect(tries).toBe(64);
  });
});
