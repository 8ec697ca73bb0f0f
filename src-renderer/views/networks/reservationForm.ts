/** Reserved addresses as typed, and their faults. */
import { parseIpv4 } from '../../../src-main/address/ipv4.ts';
import { parseTypedMac } from '../../../src-main/address/mac.ts';
import { contains, parseSubnet } from '../../../src-main/address/subnet.ts';
import type { Network, Reservation } from '../../../src-main/contract/network.ts';
import type { Vm } from '../../../src-main/contract/vm.ts';
import { t } from '../../text/text.ts';

/** The adapters on the network. An address can be reserved for each of them. */
export interface Owner {
  readonly mac: string;
  readonly name: string;
  readonly address: string | null;
}

export function ownersOf(network: Network | null, vms: readonly Vm[]): Owner[] {
  return vms.flatMap((vm) =>
    vm.adapters
      .filter(({ networkId }) => network !== null && networkId === network.id)
      .map(({ n, mac, ip }) => {
        const name = t('networks.port.adapter', { vm: vm.name, n });
        return { mac, name, address: ip[0] ?? null };
      }),
  );
}

/**
 * A new reservation: the first adapter without one, with its present address; if there is no such
 * adapter, empty fields.
 */
export function nextReservation(
  owners: readonly Owner[],
  reservations: readonly Reservation[],
): Reservation {
  const owner = owners.find(({ mac }) => !reservations.some((one) => one.mac === mac));
  return { mac: owner?.mac ?? '', address: owner?.address ?? '' };
}

/** The fault of each reservation, in order; null: none. */
export function reservationFaults(
  reservations: readonly Reservation[],
  subnetText: string,
): (string | null)[] {
  return reservations.map((reservation, index) => {
    const address = parseIpv4(reservation.address.trim());
    const mac = parseTypedMac(reservation.mac);
    const subnet = subnetText.trim();
    const before = reservations.slice(0, index);
    if (Number.isNaN(mac)) return t('networks.reservedMac');
    if (Number.isNaN(address)) return t('networks.addressFormat');
    if (isOutside(address, subnet)) return t('networks.rangeOutside', { subnet });
    if (before.some((other) => parseIpv4(other.address.trim()) === address))
      return t('networks.reservedTaken');
    if (before.some((other) => parseTypedMac(other.mac) === mac))
      return t('networks.reservedTwice');
    return null;
  });
}

/** False while the subnet is not valid: its own field shows that. */
export function isOutside(address: number, subnetText: string): boolean {
  const subnet = parseSubnet(subnetText);
  return typeof subnet !== 'string' && !contains(subnet, address);
}
