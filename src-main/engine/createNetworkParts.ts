/** The real parts of the networks of the engine's thread. */
import { randomInt } from 'node:crypto';
import { hashSeed } from '../address/hash.ts';
import { Gateway } from './gateway/gateway.ts';
import type { HostDevices } from './link/hostDevices.ts';
import { TapLink } from './link/tapLink.ts';
import { Nat } from './nat/nat.ts';
import type { NatContext } from './nat/natContext.ts';
import { NodeDatagrams } from './outside/node/nodeDatagrams.ts';
import { nodeSockets } from './outside/node/nodeSockets.ts';
import type { NatPartOptions, NetworkParts } from './networkParts.ts';
import { HostNic } from './uplink/hostNic.ts';
import { createNicEnds } from './uplink/nicEnds.ts';

const RANDOM_STEPS = 2 ** 32;

/** Not to be guessed: sequence numbers, transaction ids and ports are drawn from it. */
const random = (): number => randomInt(RANDOM_STEPS) / RANDOM_STEPS;

export function createNetworkParts(hostDevices: HostDevices): NetworkParts {
  // One for all networks: it knows which of the host's ports are shared by whom.
  const host = nodeSockets(new NodeDatagrams());
  return {
    createGateway: (settings, options) => {
      const gateway = new Gateway(settings, { ...options, random });
      return { gateway, createNat: (natOptions) => createNat(gateway, { ...natOptions, host }) };
    },
    createUplink: (config, clock) => {
      const ends = createNicEnds(hostDevices.privileges);
      return new HostNic(config, { ...hostDevices, clock, ends, seed: hashSeed(random) });
    },
    createHostPort: (config, clock) => new TapLink(config, clock, hostDevices),
  };
}

function createNat(gateway: Gateway, options: NatPartOptions & Pick<NatContext, 'host'>): Nat {
  const { emitter, reachability, guests, dns } = gateway;
  return new Nat({ ...options, emitter, reachability, guests, dns, random });
}
