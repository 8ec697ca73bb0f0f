/** The OK of the networks dialog: networks removed, changed and added, in one transaction. */
import type { CheckedArgs } from '../../contract/contract.ts';
import type { AppContext } from '../appContext.ts';
import { AppError } from '../appError.ts';
import { addNetwork, removeNetwork, setNetwork } from './networks.ts';

/**
 * @throws AppError what `removeNetwork`, `setNetwork` and `addNetwork` throw, with the parameter
 *   `refusedNetwork`; nothing is changed then
 */
export function applyNetworks(
  app: AppContext,
  { removed, changed, added }: CheckedArgs<'networks.apply'>,
): void {
  app.atomically(() => {
    // Removed networks come first: their names and subnets are free for the others.
    for (const network of removed)
      forNetwork(network, () => removeNetwork(app, { network, unplug: true }));
    for (const change of changed) forNetwork(change.network, () => setNetwork(app, change));
    for (const network of added) forNetwork(network.name, () => addNetwork(app, network));
  });
}

/** Adds the network to a refusal, whose own parameters may name another one. */
function forNetwork(refusedNetwork: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { code, params } = error;
    throw new AppError(code, { ...params, refusedNetwork }, { cause: error });
  }
}
