/** Reserved addresses, each for one adapter only, and the rules for them. */
import type { Reservation } from '../../contract/network.ts';
import { formatIpv4, parseIpv4 } from '../../address/ipv4.ts';
import type { NetworkRecord, ReservationRecord } from '../../store/records.ts';
import { AppError } from '../appError.ts';
import type { AppContext } from '../appContext.ts';
import { findNetwork } from '../desired/desiredState.ts';
import { hostPortAddress } from './hostPorts.ts';
import { type MacOwners, checkMac } from '../vms/macAddresses.ts';
import { isHostAddress } from '../../address/subnet.ts';
import { checkSubnet } from './subnets.ts';

/** Reservations may name any MAC, so a MAC that is taken is allowed here. */
const NO_OWNERS: MacOwners = new Map();

/**
 * MACs and addresses in their canonical form.
 * @throws AppError `reservedMalformed`, and what `checkMac` throws
 */
export function canonical(reservations: readonly Reservation[]): ReservationRecord[] {
  return reservations.map(({ mac, address }) => {
    const value = parseIpv4(address.trim());
    if (Number.isNaN(value)) throw new AppError('reservedMalformed', { address });
    return { mac: checkMac(mac, NO_OWNERS), address: formatIpv4(value) };
  });
}

/**
 * Checks the network's reservations against each other, its subnet, and Patchcord's addresses.
 * @throws AppError `reservedOutsideSubnet`, `reservedOurs`, `reservedTaken`, `reservedTwice`
 */
export function checkReservations(network: NetworkRecord): void {
  const { subnet, gateway, reservations } = network;
  const range = checkSubnet(subnet);
  const ours = [gateway, ...(network.hostPortMac === null ? [] : [hostPortAddress(network)])];
  const byMac = new Map<string, string>();
  const byAddress = new Map<string, string>();
  for (const { mac, address } of reservations) {
    if (!isHostAddress(range, parseIpv4(address)))
      throw new AppError('reservedOutsideSubnet', { address, mac, subnet });
    if (ours.includes(address)) throw new AppError('reservedOurs', { address });
    const holder = byAddress.get(address);
    if (holder !== undefined) throw new AppError('reservedTaken', { address, mac: holder });
    if (byMac.has(mac)) throw new AppError('reservedTwice', { mac, address: byMac.get(mac)! });
    byMac.set(mac, address);
    byAddress.set(address, mac);
  }
}

/**
 * The list with this MAC's address set, or without it if the address is null.
 * @throws AppError `networkUnknown`, `reservationUnknown`, and what `checkMac` throws
 */
export function withReservation(
  app: AppContext,
  args: { readonly network: string; readonly mac: string; readonly address: string | null },
): Reservation[] {
  const { name, reservations } = findNetwork(app.state, args.network);
  const mac = checkMac(args.mac, NO_OWNERS);
  const others = reservations.filter((reservation) => reservation.mac !== mac);
  if (args.address !== null) return [...others, { mac, address: args.address }];
  if (others.length === reservations.length)
    throw new AppError('reservationUnknown', { mac, network: name });
  return others;
}
