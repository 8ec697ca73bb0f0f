/** Reserved addresses as a person types them, and what is wrong with them. */
import type { Network, Reservation } from '../../../src-main/contract/network.ts';
import type { Vm } from '../../../src-main/contract/vm.ts';
import { ipv4Number, isWithin, subnetOf } from '../settings/ipv4Text.ts';
import { macOf } from '../settings/macAddress.ts';
import { t } from '../../text/text.ts';

/** Whose a reservation may be: the adapters on the network. */
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

/** For the first adapter that has none, the address it has now; a MAC still to be typed otherwise. */
export function nextReservation(
  owners: readonly Owner[],
  reservations: readonly Reservation[],
): Reservation {
  const owner = owners.find(({ mac }) => !reservations.some((one) => one.mac === mac));
  return { mac: owner?.mac ?? '', address: owner?.address ?? '' };
}

/** What is wrong with each, in their order; null: nothing. */
export function reservationFaults(
  reservations: readonly Reservation[],
  subnetText: string,
): (string | null)[] {
  return reservations.map((reservation, index) => {
    const address = ipv4Number(reservation.address);
    const subnet = subnetOf(subnetText);
    const before = reservations.slice(0, index);
    if (macOf(reservation.mac) === null) return t('networks.reservedMac');
    if (address === null) return t('networks.addressFormat');
    if (subnet !== null && !isWithin(address, subnet))
      return t('networks.rangeOutside', { subnet: subnetText.trim() });
    if (before.some((other) => ipv4Number(other.address) === address))
      return t('networks.reservedTaken');
    if (before.some((other) => macOf(other.mac) === macOf(reservation.mac)))
      return t('networks.reservedTwice');
    return null;
  });
}
