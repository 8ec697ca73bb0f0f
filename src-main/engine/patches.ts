/**
 * The patch cables between networks (R43).
 * Read first: network.ts, link/patchCable.ts.
 *
 * Each cable has a port on both networks, which are plugged and unplugged together. A cable that
 * stays in a new configuration is not touched. Cables come out before their networks go, and go in
 * when both networks are there. One between networks that are joined already would close a loop:
 * it is left out.
 *
 * A gateway beyond a cable is fixed at the cable's port, as it is at its own: no guest on this side
 * can take its place by sending with its address (forwardingDatabase.ts).
 */
import type { PatchConfig } from './engineConfig.ts';
import type { Network } from './network.ts';
import { patchCable } from './link/patchCable.ts';
import { Port } from './switch/port.ts';

interface RunningEnd {
  readonly network: Network;
  readonly port: Port;
  /** The gateway beyond it, fixed at the port; null: there is none. */
  gateway: number | null;
}

type RunningPatch = readonly [RunningEnd, RunningEnd];

export class Patches {
  readonly #running = new Map<string, RunningPatch>();
  /** Something that a snapshot shows has changed. */
  readonly #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** Takes out the cables that are not wanted any more. */
  release(wanted: readonly PatchConfig[]): void {
    const keys = new Set(wanted.map(keyOf));
    for (const [key, patch] of this.#running) {
      if (keys.has(key)) continue;
      for (const { network, port } of patch) network.unpatch(port);
      for (const { port } of patch) port.close();
      this.#running.delete(key);
    }
  }

  apply(wanted: readonly PatchConfig[], network: (id: string) => Network): void {
    for (const patch of wanted) {
      if (this.#running.has(keyOf(patch))) continue;
      const [near, far] = patch.ends.map(network) as [Network, Network];
      if (this.reach(near).includes(far)) continue;
      const [nearLink, farLink] = patchCable();
      const ends: RunningPatch = [
        { network: near, port: new Port(portOf(far.id), nearLink, this.#changed), gateway: null },
        { network: far, port: new Port(portOf(near.id), farLink, this.#changed), gateway: null },
      ];
      for (const end of ends) end.network.patch(end.port);
      for (const { port } of ends) port.open();
      this.#running.set(keyOf(patch), ends);
    }
    this.#fixGateways();
  }

  /** All are released before any is fixed: one may have gone to another cable of its network. */
  #fixGateways(): void {
    const moved = [...this.#running.values()].flatMap((patch) =>
      [patch, patch.toReversed() as [RunningEnd, RunningEnd]].flatMap(([end, far]) => {
        const beyond = this.reach(far.network, patch);
        const gateway = beyond.map(({ gatewayMac }) => gatewayMac).find((mac) => mac !== null);
        return (gateway ?? null) === end.gateway ? [] : [{ end, gateway: gateway ?? null }];
      }),
    );
    for (const { end } of moved) if (end.gateway !== null) end.network.unfix(end.gateway);
    for (const { end, gateway } of moved) {
      end.gateway = gateway;
      if (gateway !== null) end.network.fix(gateway, end.port);
    }
  }

  /** The network itself, and all that can be reached from it through cables, but for one. */
  reach(start: Network, without?: RunningPatch): Network[] {
    const found = new Set([start]);
    for (const network of found)
      for (const patch of this.#running.values()) {
        if (patch === without) continue;
        const [near, far] = patch;
        if (near.network === network) found.add(far.network);
        if (far.network === network) found.add(near.network);
      }
    return [...found];
  }
}

function keyOf({ ends }: PatchConfig): string {
  return [...ends].sort().join(' ');
}

/** Of the port whose cable leads to this network. */
function portOf(networkId: string): string {
  return `patch:${networkId}`;
}
