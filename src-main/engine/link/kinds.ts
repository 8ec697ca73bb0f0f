/** The kinds of link, and how each is made from its configuration. */
import type { Clock } from '../clock.ts';
import type { LinkConfig } from '../engineConfig.ts';
import { DatagramLink } from './datagramLink.ts';
import type { HostDevices } from './hostDevices.ts';
import type { Link } from './link.ts';
import { HeldTapLink } from './heldTapLink.ts';
import { PlainLink } from './plainLink.ts';
import { StreamLink } from './streamLink.ts';
import { TapLink } from './tapLink.ts';

type Kind = LinkConfig['kind'];
type ConfigOf<K extends Kind> = Extract<LinkConfig, { readonly kind: K }>;
type Maker<C extends LinkConfig> = (config: C, clock: Clock, host: HostDevices) => Link;

const kinds: { readonly [K in Kind]: Maker<ConfigOf<K>> } = {
  qemuStream: ({ path }, clock) => new PlainLink(new StreamLink(path, clock)),
  qemuDatagram: ({ localPort, remotePort }, clock) =>
    new PlainLink(new DatagramLink(localPort, remotePort, clock)),
  tap: ({ name, mac }, clock, host) => new TapLink({ name, mac, address: null }, clock, host),
  heldTap: ({ netdev }, clock, host) => new HeldTapLink(netdev, clock, host),
};

/** Does no I/O: `open` does. */
export function createLink(config: LinkConfig, clock: Clock, host: HostDevices): Link {
  const make = kinds[config.kind] as Maker<LinkConfig>;
  return make(config, clock, host);
}
