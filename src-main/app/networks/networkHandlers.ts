/** Calls for networks, and for the NICs that they may use. */
import type { CallResult } from '../../contract/contract.ts';
import type { Handlers } from '../../contract/server.ts';
import type { AppServices } from '../appServices.ts';
import { findNetwork } from '../desired/desiredState.ts';
import { settled } from '../settled.ts';
import { networkOf, panelOf } from '../view/panel.ts';
import { applyNetworks } from './applyNetworks.ts';
import { addNetwork, removeNetwork, setNetwork } from './networks.ts';
import { nicChoices, offerNic } from './nicChoices.ts';
import { addPatch, removePatch } from './patchCables.ts';
import { withReservation } from './reservations.ts';

export function networkHandlers(services: AppServices) {
  const { app } = services;
  const all = (): CallResult<'network.list'> => panelOf(app.state, services.runtime()).networks;
  /** The answer after a change. */
  const changed = async (id: string): Promise<CallResult<'network.set'>> => {
    await services.settle();
    return networkOf(app.state, services.runtime(), findNetwork(app.state, id));
  };

  return {
    'network.list': all,
    'network.add': (args) => changed(addNetwork(app, args)),
    'network.set': (args) => changed(setNetwork(app, args)),
    'networks.apply': async (args) => {
      applyNetworks(app, args);
      await services.settle();
      return all();
    },
    'network.remove': (args) => {
      removeNetwork(app, args);
      return settled(services, null);
    },
    'network.reserve': (args) => {
      const change = { reservations: withReservation(app, args) };
      return changed(setNetwork(app, { network: args.network, change }));
    },
    'network.patch': (args) => changed(addPatch(app, args)),
    'network.unpatch': (args) => changed(removePatch(app, args)),
    'nic.list': () => nicChoices(app),
    'nic.set': ({ nic, offered }) => {
      offerNic(app, nic, offered);
      return nicChoices(app);
    },
  } satisfies Partial<Handlers>;
}
