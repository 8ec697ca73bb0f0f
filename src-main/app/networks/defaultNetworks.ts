/** The content of a new database: a Shared and an Internal network, and the MAC that others are derived from. */
import type { Nic } from '../../contract/network.ts';
import { formatMac } from '../../address/mac.ts';
import type { Store } from '../../store/store.ts';
import { AppContext, type HostView } from '../appContext.ts';
import { newNetwork } from './networks.ts';
import { INTERNAL_SUBNET, SHARED_SUBNETS, freeSharedSubnet, checkSubnet } from './subnets.ts';

/** Adds the defaults only to a new database: a removed default network stays removed. */
export function openContext(store: Store, host: HostView, nics: readonly Nic[]): AppContext {
  if (store.settings.get('defaultsMade') === null)
    store.transaction(() => {
      store.settings.set('hostMac', chosenHostMac(nics, host));
      store.settings.set('defaultsMade', 'yes');
      const subnet = freeSharedSubnet([], host.addresses()) ?? checkSubnet(SHARED_SUBNETS[0]!);
      store.networks.insert(newNetwork(new AppContext(store, host), 'Shared', 'shared', subnet));
      const internal = checkSubnet(INTERNAL_SUBNET);
      store.networks.insert(
        newNetwork(new AppContext(store, host), 'Internal', 'internal', internal),
      );
    });
  return new AppContext(store, host);
}

/** The MAC of a NIC that is up, or else of any NIC, or else random octets. */
function chosenHostMac(nics: readonly Nic[], host: HostView): string {
  const nic = nics.find(({ up }) => up) ?? nics[0];
  return nic?.mac ?? formatMac(Buffer.from(host.random(6)).readUIntBE(0, 6));
}
