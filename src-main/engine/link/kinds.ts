/** The link for a configuration. */
import type { Clock } from '../clock.ts';
import type { LinkConfig } from '../engineConfig.ts';
import { DatagramLink } from './datagramLink.ts';
import type { HostDevices } from './hostDevices.ts';
import type { Link } from './link.ts';
import { PacketLink } from './packetLink.ts';
import { PlainLink } from './plainLink.ts';
import { StreamLink } from './streamLink.ts';
import { TapLink } from './tapLink.ts';

/** Does no I/O: `open` does. */
export function createLink(config: LinkConfig, clock: Clock, host: HostDevices): Link {
  switch (config.kind) {
    case 'stream':
      return new PlainLink(new StreamLink(config.path, clock));
    case 'datagram':
      return new PlainLink(new DatagramLink(config.localPort, config.remotePort, clock));
    case 'tap':
      return new TapLink({ name: config.name, mac: config.mac, address: null }, clock, host);
    case 'packet':
      return new PacketLink(config.netdev, clock, host);
  }
}
