/**
 * The host NIC of a network on its port. It is replaced when anything about it changes.
 * Read first: network.ts, networkParts.ts.
 */
import { isDeepStrictEqual } from 'node:util';
import type { UplinkConfig, UplinkSnapshot } from './engineConfig.ts';
import type { NetworkContext, UplinkPart } from './networkParts.ts';
import { Port } from './switch/port.ts';
import type { Switch } from './switch/switch.ts';

/** Id of the port with the host's NIC behind it. */
const UPLINK_PORT = 'uplink';

interface RunningUplink {
  readonly part: UplinkPart;
  readonly port: Port;
  readonly config: UplinkConfig;
}

export class UplinkPort {
  readonly #switch: Switch;
  readonly #context: NetworkContext;
  #running: RunningUplink | null = null;
  #guests: readonly number[] = [];

  /** @param context its `changed` is also called when the NIC is attached or detached */
  constructor(fabric: Switch, context: NetworkContext) {
    this.#switch = fabric;
    this.#context = context;
  }

  /** Whether the guests' cables have a carrier: not while the NIC is open and not attached (R20). */
  get carrier(): boolean {
    return this.#running === null || this.#running.part.state === 'attached';
  }

  /** @param wanted null: the NIC is released */
  apply(wanted: UplinkConfig | null): void {
    if (!isDeepStrictEqual(this.#running?.config ?? null, wanted)) this.close();
    if (wanted === null || this.#running !== null) return;
    const { clock, parts, changed } = this.#context;
    const part = parts.createUplink(wanted, clock);
    const port = new Port(UPLINK_PORT, part, changed);
    this.#running = { part, port, config: wanted };
    part.setGuests(this.#guests);
    this.#switch.plug(port);
    port.open();
  }

  /** The MACs of the network's adapters. */
  setGuests(macs: readonly number[]): void {
    this.#guests = macs;
    this.#running?.part.setGuests(macs);
  }

  snapshot(): Omit<UplinkSnapshot, 'networkId'>[] {
    if (this.#running === null) return [];
    const { part, config } = this.#running;
    const attached = part.state === 'attached';
    return [{ nic: config.nic, attached, problem: part.problem }];
  }

  close(): void {
    if (this.#running === null) return;
    const { port } = this.#running;
    this.#running = null;
    this.#switch.unplug(port);
    port.close();
  }
}
