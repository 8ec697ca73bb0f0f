/**
 * This computer's NICs and addresses, as Linux shows them in /sys/class/net.
 * Read first: Documentation/ABI/testing/sysfs-class-net of the kernel.
 * Left out: change notifications; each call reads the current state.
 */
import { existsSync, readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { networkInterfaces, type NetworkInterfaceInfo } from 'node:os';
import { basename, join } from 'node:path';
import type { Nic } from '../contract/network.ts';

/** An IPv4 address that this computer has on any interface, including virtual ones and loopback. */
export interface HostAddress {
  readonly nic: string;
  /** Dotted decimal. */
  readonly address: string;
  readonly prefixLength: number;
}

/** One interface. */
export interface NicFacts {
  readonly ethernet: boolean;
  readonly wireless: boolean;
  /** The bridge or bond that receives its frames. */
  readonly master: string | null;
  /** Null: not a TAP. `held`: the TAP is up and a program has it open. */
  readonly tap: 'free' | 'held' | null;
}

type Interfaces = Readonly<Record<string, NetworkInterfaceInfo[] | undefined>>;

const SYS_CLASS_NET = '/sys/class/net';
/** IPv4 routes, one per line; interface and destination come first, in little-endian hexadecimal. */
const ROUTES = '/proc/net/route';
const EVERYWHERE = '00000000';
/** ARPHRD_ETHER in `type`; wireless NICs have it too. */
const ETHERNET = '1';
/** Flags of `tun_flags` (linux/if_tun.h). */
const IFF_TAP = 2;

/** NICs that a guest can be bridged to: those with hardware. Wired ones come first. */
export function readNics(
  interfaces: Interfaces = networkInterfaces(),
  sysClassNet: string = SYS_CLASS_NET,
  routes: string = ROUTES,
): Nic[] {
  const ways = defaultRoutes(routes);
  return interfaceNames(sysClassNet)
    .filter((name) => isPhysical(join(sysClassNet, name)))
    .map((name) => ({
      ...readNic(join(sysClassNet, name), name, interfaces[name] ?? []),
      defaultRoute: ways.includes(name),
    }))
    .sort((a, b) => Number(a.wireless) - Number(b.wireless) || (a.name < b.name ? -1 : 1));
}

/** Any interface, including virtual ones; null: not found. */
export function readNicFacts(name: string, sysClassNet: string = SYS_CLASS_NET): NicFacts | null {
  const folder = join(sysClassNet, name);
  if (!interfaceNames(sysClassNet).includes(name)) return null;
  return {
    ethernet: attribute(folder, 'type') === ETHERNET,
    wireless: isWireless(folder),
    master: masterOf(folder),
    tap: tapState(folder),
  };
}

export function readHostAddresses(interfaces: Interfaces = networkInterfaces()): HostAddress[] {
  return Object.entries(interfaces).flatMap(([nic, addresses = []]) =>
    addresses
      .filter(({ family, cidr }) => family === 'IPv4' && cidr !== null)
      .map(({ address, cidr }) => ({ nic, address, prefixLength: Number(cidr!.split('/')[1]) })),
  );
}

function interfaceNames(sysClassNet: string): string[] {
  return existsSync(sysClassNet) ? readdirSync(sysClassNet) : [];
}

function isPhysical(folder: string): boolean {
  return existsSync(join(folder, 'device')) && attribute(folder, 'type') === ETHERNET;
}

function readNic(
  folder: string,
  name: string,
  addresses: readonly NetworkInterfaceInfo[],
): Omit<Nic, 'defaultRoute'> {
  return {
    name,
    mac: attribute(folder, 'address').replaceAll(':', '-').toUpperCase(),
    wireless: isWireless(folder),
    up: attribute(folder, 'operstate') === 'up',
    addresses: addresses.flatMap(({ cidr }) => cidr ?? []),
  };
}

function tapState(folder: string): NicFacts['tap'] {
  if ((Number(attribute(folder, 'tun_flags')) & IFF_TAP) === 0) return null;
  return attribute(folder, 'carrier') === '1' ? 'held' : 'free';
}

/** The interfaces of the IPv4 default routes. */
function defaultRoutes(file: string): string[] {
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(1) : [];
  const routes = lines.map((line) => line.split('\t'));
  return routes.flatMap(([nic, to, , , , , , mask]) =>
    nic !== undefined && to === EVERYWHERE && mask === EVERYWHERE ? [nic] : [],
  );
}

function isWireless(folder: string): boolean {
  return existsSync(join(folder, 'wireless')) || existsSync(join(folder, 'phy80211'));
}

function masterOf(folder: string): string | null {
  try {
    return basename(readlinkSync(join(folder, 'master')));
  } catch {
    return null;
  }
}

/** Empty if the interface has just disappeared. */
function attribute(folder: string, name: string): string {
  try {
    return readFileSync(join(folder, name), 'utf8').trim();
  } catch {
    return '';
  }
}
