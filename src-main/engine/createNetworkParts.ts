/** The real parts of the networks of the engine's thread. */
import { randomInt } from 'node:crypto';
import { hashSeed } from '../address/hash.ts';
import type { Clock } from './clock.ts';
import { Gateway } from './gateway/gateway.ts';
import type { HostDevices } from './link/hostDevices.ts';
import { TapLink } from './link/tapLink.ts';
import { Nat } from './nat/nat.ts';
import { createNodeOutside } from './outside/node/nodeOutside.ts';
import type { Outside } from './outside/outside.ts';
import type { NatPartOptions, NetworkParts } from './networkParts.ts';
import { HostNic } from './uplink/hostNic.ts';
import { createNicEnds } from './uplink/nicEnds.ts';

const RANDOM_STEPS = 2 ** 32;

/** Not to be guessed: sequence numbers, transaction ids and ports are drawn from it. */
const random = (): number => randomInt(RANDOM_STEPS) / RANDOM_STEPS;

export function createNetworkParts(hostDevices: HostDevices, clock: Clock): NetworkParts {
  const outside = createNodeOutside(clock);
  return {
    createGateway: (settings, options) => {
      const gateway = new Gateway(settings, { ...options, random, outside });
      return { gateway, createNat: (natOptions) => createNat(gateway, outside, natOptions) };
    },
    createUplink: (config, clock) => {
      const ends = createNicEnds(hostDevices.privileges);
      return new HostNic(config, { ...hostDevices, clock, ends, seed: hashSeed(random) });
    },
    createHostPort: (config, clock) => new TapLink(config, clock, hostDevices),
  };
}

function createNat(gateway: Gateway, outside: Outside, options: NatPartOptions): Nat {
  const { emitter, reachability, guests, dns } = gateway;
  return new Nat({ ...options, outside, emitter, reachability, guests, dns, random });
}
