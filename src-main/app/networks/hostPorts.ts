/**
 * This computer's ports on internal networks (R42): each is a TAP named after the network, with an
 * address that does not change.
 */
import { formatIpv4, parseIpv4 } from '../../address/ipv4.ts';
import { parseMac } from '../../address/mac.ts';
import type { HostPortConfig } from '../../engine/engineConfig.ts';
import type { NetworkRecord } from '../../store/records.ts';
import { AppError } from '../appError.ts';
import type { AppContext } from '../appContext.ts';
import { derivedMac, macOwners } from '../vms/macAddresses.ts';
import { overlaps } from '../../address/subnet.ts';
import { clashingAddress, gatewayOf, checkSubnet } from './subnets.ts';

/** The beginning of the TAPs' names. TAPs of host NICs are `pc0`, `pc1`… */
const PREFIX = 'pc-';
/**
 * Longest part of a TAP's name that comes from the network's: IFNAMSIZ of linux/if.h leaves twelve
 * characters.
 */
const SLUG_LENGTH = 12;

/** TAP and address of each host port, by the network's id. */
export function hostPorts(networks: readonly NetworkRecord[]): Map<string, HostPortConfig> {
  const ports = new Map<string, HostPortConfig>();
  const taken = new Set<string>();
  for (const network of networks) {
    if (network.hostPortMac === null) continue;
    const name = tapName(network.name, taken);
    taken.add(name);
    const { prefixLength } = checkSubnet(network.subnet);
    const address = `${hostPortAddress(network)}/${prefixLength}`;
    ports.set(network.id, { name, mac: parseMac(network.hostPortMac), address });
  }
  return ports;
}

/** The MAC that the network's host port always has. */
export function hostPortMac(app: AppContext, networkId: string): string {
  const owners = macOwners(app.state, null);
  return derivedMac(app.hostMac, `${networkId}/host`, (mac) => owners.has(mac));
}

/**
 * @throws AppError `rangeContainsHostPort`, `subnetOverlaps`, `subnetClashesWithHost`: no
 * other station may have the address, and the subnet may belong to one network of the host only
 */
export function checkHostPort(app: AppContext, network: NetworkRecord): void {
  const { subnet, rangeFrom: from, rangeTo: to } = network;
  const address = addressOf(network);
  if (network.dhcp && parseIpv4(from) <= address && address <= parseIpv4(to))
    throw new AppError('rangeContainsHostPort', { from, to, address: formatIpv4(address) });
  const wanted = checkSubnet(subnet);
  const others = app.state.networks.filter((other) => other.id !== network.id);
  const other = others.find(
    ({ hostPortMac: mac, subnet: theirs }) => mac !== null && overlaps(wanted, checkSubnet(theirs)),
  );
  if (other !== undefined) throw new AppError('subnetOverlaps', { subnet, network: other.name });
  const addresses = app.host.addresses().filter(({ nic }) => !nic.startsWith(PREFIX));
  const clash = clashingAddress(wanted, addresses);
  if (clash !== undefined)
    throw new AppError('subnetClashesWithHost', {
      ...{ subnet, address: clash.address, nic: clash.nic },
    });
}

/** This computer's own address on the network, dotted decimal. */
export function hostPortAddress(network: NetworkRecord): string {
  return formatIpv4(addressOf(network));
}

/** The address after the gateway's. */
function addressOf(network: NetworkRecord): number {
  return gatewayOf(checkSubnet(network.subnet)) + 1;
}

function tapName(network: string, taken: ReadonlySet<string>): string {
  const letters = network.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  const slug = letters.replace(/^-/, '').slice(0, SLUG_LENGTH).replace(/-$/, '') || 'net';
  for (let n = 1; ; n++) {
    const number = n === 1 ? '' : String(n);
    const name = PREFIX + slug.slice(0, SLUG_LENGTH - number.length) + number;
    if (!taken.has(name)) return name;
  }
}
