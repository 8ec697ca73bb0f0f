/**
 * Networks of the kind `host`: one for each NIC that guests use, created when a NIC is
 * chosen for the first time (R8, R11). Their addresses are the LAN's.
 */
import type { NetworkChange } from '../../contract/network.ts';
import type { NetworkRecord } from '../../store/records.ts';
import { AppError } from '../appError.ts';
import type { AppContext } from '../appContext.ts';
import { derivedMac, macOwners } from '../vms/macAddresses.ts';
import { checkNetworkName, newId } from '../names.ts';
import { checkOffered } from './nicChoices.ts';

/** IFNAMSIZ of linux/if.h, without its final zero. */
const NIC_NAME_LENGTH = 15;
/** Octets. Guests get the LAN's own MTU; nothing here announces this one. */
const LAN_MTU = 1500;
/** The LAN gives the addresses. */
const NO_ADDRESSES = {
  ...{ subnet: '', gateway: '', dhcp: false, rangeFrom: '', rangeTo: '', dns: [] },
  reservations: [],
};

/** @throws AppError `nicMissing`, `nicInUse`, and what `checkNic` throws */
export function newHostNetwork(app: AppContext, name: string, nic: string | null): NetworkRecord {
  if (nic === null) throw new AppError('nicMissing', { network: name });
  const { wireless } = checkNic(app, nic);
  const holder = app.state.networks.find((network) => network.nic === nic);
  if (holder !== undefined) throw new AppError('nicInUse', { nic, network: holder.name });
  const id = newId('net', app.state.networks, (octets) => app.host.random(octets));
  const owners = macOwners(app.state, null);
  return {
    ...{ id, name, kind: 'host', nic, mtu: LAN_MTU, dedicated: false, translate: wireless },
    ...NO_ADDRESSES,
    gatewayMac: derivedMac(app.hostMac, id, (mac) => owners.has(mac)),
    hostPortMac: null,
  };
}

/**
 * The network of this NIC. It is created and stored at the first call.
 * @throws AppError what `checkNic` throws
 */
export function hostNetworkOf(app: AppContext, nic: string): string {
  checkNic(app, nic);
  const existing = app.state.networks.find((network) => network.nic === nic);
  if (existing !== undefined) return existing.id;
  const network = newHostNetwork(app, freeName(app, nic), nic);
  checkNetworkName(network.name, app.state.networks, network.id);
  app.commit((store) => store.networks.insert(network));
  return network.id;
}

/** A NIC to begin with: the first that has a cable in it. @throws AppError `noNic` */
export function firstNic(app: AppContext): string {
  const { excludedNics } = app;
  const nics = app.host.nics().filter(({ name }) => !excludedNics.has(name));
  const nic = nics.find(({ up }) => up) ?? nics[0];
  if (nic === undefined) throw new AppError('noNic');
  return nic.name;
}

/** @throws AppError `addressesOfLan`, `hostPortOnInternal`: the LAN decides about them */
export function changedHostNetwork(network: NetworkRecord, change: NetworkChange): NetworkRecord {
  const { subnet, range, dns, mtu, dhcp, reservations, hostPort } = change;
  const addresses = [subnet, range, dns, mtu, reservations];
  if (addresses.some((value) => value !== undefined) || dhcp === true)
    throw new AppError('addressesOfLan', { network: network.name });
  if (hostPort === true) throw new AppError('hostPortOnInternal', { network: network.name });
  return {
    ...network,
    name: change.name ?? network.name,
    dedicated: change.dedicated ?? network.dedicated,
    translate: change.translate ?? network.translate,
  };
}

/** @throws AppError `nicNameTooLong`, `nicUnknown`, `nicNotEthernet`, `nicEnslaved`, `nicExcluded` */
function checkNic(app: AppContext, nic: string): { readonly wireless: boolean } {
  if (nic.length > NIC_NAME_LENGTH)
    throw new AppError('nicNameTooLong', { nic, limit: NIC_NAME_LENGTH });
  const facts = app.host.nic(nic);
  if (facts === null) {
    const known = app.host.nics().map(({ name }) => name);
    throw new AppError('nicUnknown', { nic, known: known.join(', ') || '–' });
  }
  checkOffered(app, nic);
  if (!facts.ethernet) throw new AppError('nicNotEthernet', { nic });
  if (facts.master !== null) throw new AppError('nicEnslaved', { nic, master: facts.master });
  return facts;
}

/** The NIC's name, with a number behind it if a network has that name. */
function freeName(app: AppContext, nic: string): string {
  for (let n = 1; ; n++) {
    const name = n === 1 ? nic : `${nic} ${n}`;
    const isTaken = app.state.networks.some((other) => other.name === name || other.id === name);
    if (!isTaken) return name;
  }
}
