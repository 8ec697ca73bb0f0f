/**
 * Frames of hostile guests through a whole network (switch, gateway, NAT), with random events of the
 * host's sockets, the clock, the cables and the settings. Nothing throws, guests get only well-formed
 * frames, no table exceeds its limit, and nothing is left at the end.
 * More rounds: `ROUNDS=300000 npx vitest run test/scenario/frames.fuzz.test.ts`.
 */
import { expect, test } from 'vitest';
import { formatIpv4 } from '../../src-main/address/ipv4.ts';
import type { NetworkConfig } from '../../src-main/engine/engineConfig.ts';
import { Gateway } from '../../src-main/engine/gateway/gateway.ts';
import { Nat } from '../../src-main/engine/nat/nat.ts';
import { Network } from '../../src-main/engine/network.ts';
import { Port } from '../../src-main/engine/switch/port.ts';
import { foldChecksum, sumOctets, sumPseudoHeader } from '../../src-main/engine/wire/checksum.ts';
import { FakeLink } from './fakeLink.ts';
import { FakeParts } from './fakeParts.ts';
import { HostileGuest } from './hostileGuest.ts';
import { ManualClock } from './manualClock.ts';
import { seededRandom } from '../lab/random.ts';
import { RandomOutside, pick } from './randomOutside.ts';

const ROUNDS = Number(process.env['ROUNDS'] ?? 2000);
/** Time limit for a round, ms. A busy machine takes up to 5. */
const LIMIT_MS = 60_000 + 10 * ROUNDS;
const GATEWAY_MAC = 0x0003_ff00_0001;
const GATEWAY = 0xc0a8_8301;
const MACS = [0x0003_ff00_0011, 0x0003_ff00_0012, 0x0003_ff00_0013, GATEWAY_MAC, 0x0100_5e00_0001];

function scene(seed: number) {
  const random = seededRandom(seed);
  const clock = new ManualClock();
  const outside = new RandomOutside();
  const network = new Network('n', {
    clock,
    seed,
    changed: () => undefined,
    parts: {
      createGateway: (config, options) => {
        const gateway = new Gateway(config, { ...options, random, outside });
        return {
          gateway,
          createNat: (natOptions) => {
            const { emitter, reachability, guests, dns } = gateway;
            const shared = { emitter, reachability, guests, dns, outside, random };
            return new Nat({ ...natOptions, ...shared });
          },
        };
      },
      createUplink: (wanted) => new FakeParts().createUplink(wanted),
      createHostPort: () => new FakeLink('host'),
    },
  });
  const links = [new FakeLink('a'), new FakeLink('b'), new FakeLink('c')];
  const ports = links.map((link) => new Port(link.name, link, () => undefined));
  for (const port of ports) {
    port.open();
    network.plug(port);
  }
  return { random, clock, outside, network, links, ports };
}

function config(random: () => number, mtu: number): NetworkConfig {
  const forward = (protocol: 'tcp' | 'udp', guestMac: number, bindPort: number) => ({
    ...{ id: `${protocol}${bindPort}`, protocol, bindAddress: '127.0.0.1', bindPort },
    ...{ guestMac, guestPort: 80 },
  });
  const dhcp = {
    first: '192.168.131.2',
    last: '192.168.131.4',
    router: true,
    leaseTimeS: 100,
    leases: [],
    reservations: [],
  };
  const dns = { servers: [], names: [{ name: 'a', mac: MACS[0]! }] };
  return {
    id: 'n',
    gateway: {
      ...{ mac: GATEWAY_MAC, mtu, dns: random() < 0.9 ? dns : null },
      ipv4: {
        ...{ address: formatIpv4(GATEWAY), prefixLength: 24 },
        dhcp: random() < 0.9 ? dhcp : null,
      },
      ipv6: null,
    },
    nat: {
      forwards: [forward('tcp', MACS[0]!, 8080), forward('udp', MACS[1]!, 8080 + random() * 2)],
    },
    uplink: null,
    hostPort: null,
  };
}

/** Checks that a frame from Patchcord is valid. */
function checkFrame(frame: Buffer, mtu: number): void {
  if (frame.length < 34 || frame.readUIntBE(6, 6) !== GATEWAY_MAC) return;
  if (frame.readUInt16BE(12) !== 0x0800) return;
  const view = new DataView(frame.buffer, frame.byteOffset, frame.length);
  // An echo reply is as long as its request, so a guest that sends giants gets giants.
  if (frame[23] !== 1) expect(frame.length).toBeLessThanOrEqual(mtu + 14);
  expect(frame.readUInt16BE(16)).toBe(frame.length - 14);
  expect(foldChecksum(sumOctets(view, 14, 20))).toBe(0);
  if ((frame.readUInt16BE(20) & 0x3fff) !== 0 || frame[23] === 1) return;
  const l4Len = frame.length - 34;
  const pseudo = sumPseudoHeader(sumOctets(view, 26, 8), frame[23]!, l4Len);
  expect(foldChecksum(sumOctets(view, 34, l4Len, pseudo))).toBe(0);
}

test.each([1500, 576, 65_520])(
  'hostile guests on a whole network of MTU %i',
  async (mtu) => {
    const { random, clock, outside, network, links, ports } = scene(mtu);
    const guest = new HostileGuest({
      ...{ random, macs: MACS, gatewayMac: GATEWAY_MAC, gatewayAddress: GATEWAY },
    });
    network.apply(config(random, mtu), MACS.slice(0, 3));
    let fromUs = 0;
    const seen = new Set<string>();
    for (let round = 0; round < ROUNDS; round += 1) {
      const link = pick(random, links);
      link.send(...Array.from({ length: 1 + Math.floor(random() * 8) }, () => guest.frame()));
      outside.stir(random);
      if (random() < 0.2) clock.advance(Math.floor(random() ** 8 * 400_000));
      if (random() < 0.05) link.congested = !link.congested;
      if (random() < 0.2) link.sink!.drained();
      if (random() < 0.01) link.attach(random() < 0.5 ? 'detached' : 'attached');
      if (random() < 0.002) network.apply(config(random, mtu), MACS.slice(0, 3));
      if (random() < 0.01) await Promise.resolve();
      if (random() < 0.01) for (const flow of network.flows()) seen.add(flow.state);
      for (const { taken } of links)
        for (const frame of taken.splice(0)) {
          checkFrame(frame, mtu);
          if (frame.readUIntBE(6, 6) !== GATEWAY_MAC) continue;
          fromUs += 1;
          guest.hear(frame);
        }
    }
    // Guests were learned and connections were opened, so the rounds have tested what they should.
    expect(fromUs).toBeGreaterThan(ROUNDS / 4);
    expect(seen).toContain('established');
    expect(outside.most).toBeLessThan(3000);
    for (const port of ports) network.unplug(port);
    network.close();
    expect([outside.open, clock.armed]).toEqual([0, 0]);
  },
  LIMIT_MS,
);
