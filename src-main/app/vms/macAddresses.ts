/**
 * MACs: `00-03-FF` or the prefix of the preferences, and three octets from a hash of a host NIC's MAC
 * and of the MAC's purpose (R3). Each is used once on this computer (R4). A MAC is derived once and
 * stored, so it does not change when NICs do.
 */
import { createHash } from 'node:crypto';
import { DEFAULT_MAC_PREFIX } from '../../contract/preferences.ts';
import { formatMac, macFault, parseMac } from '../../address/mac.ts';
import type { AppContext } from '../appContext.ts';
import { AppError } from '../appError.ts';
import type { DesiredState } from '../desired/desiredState.ts';

/** An adapter, or a network's gateway or host port (`n` is null). */
interface MacOwner {
  readonly name: string;
  readonly n: number | null;
}

export type MacOwners = ReadonlyMap<string, MacOwner>;

/** All MACs of settings and running guests, except those of one VM. */
export function macOwners(state: DesiredState, exceptVmId: string | null): MacOwners {
  const owners = new Map<string, MacOwner>();
  for (const { name, gatewayMac, hostPortMac } of state.networks)
    for (const mac of [gatewayMac, hostPortMac ?? gatewayMac]) owners.set(mac, { name, n: null });
  for (const { id, name, adapters, runningCards } of state.vms) {
    if (id === exceptVmId) continue;
    for (const { n, mac } of [...(runningCards ?? []), ...adapters]) owners.set(mac, { name, n });
  }
  return owners;
}

/** The MAC for this identity; if it is taken, the next free one. */
export function derivedMac(
  hostMac: string,
  identity: string,
  isTaken: (mac: string) => boolean,
  prefix = DEFAULT_MAC_PREFIX,
): string {
  const block = parseMac(`${prefix}-00-00-00`);
  for (let attempt = 0; ; attempt++) {
    const digest = createHash('sha256').update(`${hostMac}|${identity}|${attempt}`).digest();
    const mac = formatMac(block + digest.readUIntBE(0, 3));
    if (!isTaken(mac)) return mac;
  }
}

/** A MAC that no adapter and no network has, for *Regenerate* (R3). */
export function suggestMac(app: AppContext): string {
  const owners = macOwners(app.state, null);
  const identity = Buffer.from(app.host.random(16)).toString('hex');
  const { macPrefix } = app.state.preferences;
  return derivedMac(app.hostMac, identity, (mac) => owners.has(mac), macPrefix);
}

/**
 * Returns the canonical form.
 * @throws AppError `macMalformed`, `macZero`, `macMulticast`, `macTaken`, `macOfGateway`
 */
export function checkMac(text: string, owners: MacOwners): string {
  const value = parseMac(text.trim());
  const fault = macFault(value);
  if (fault === 'macMalformed') throw new AppError(fault, { mac: text.slice(0, 64) });
  const mac = formatMac(value);
  if (fault !== null) throw new AppError(fault, { mac });
  const owner = owners.get(mac);
  if (owner === undefined) return mac;
  if (owner.n === null) throw new AppError('macOfGateway', { mac, network: owner.name });
  throw new AppError('macTaken', { mac, vm: owner.name, n: owner.n });
}
