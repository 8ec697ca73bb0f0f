/** The OK of a VM's dialog: new networks, the VM (which may be new), its forwards, in one transaction. */
import type { CheckedArgs } from '../../contract/contract.ts';
import type { EngineSnapshot } from '../../engine/engineConfig.ts';
import type { AppContext } from '../appContext.ts';
import { findVm } from '../desired/desiredState.ts';
import { applyForwards, probeForwards } from '../forwards/forwards.ts';
import { addNetwork } from '../networks/networks.ts';
import { addVm, setVm } from './vms.ts';

/**
 * Returns the VM's id.
 * @throws AppError what `addNetwork`, `addVm`, `setVm`, `probeForwards` and `applyForwards` throw;
 *   then nothing changes
 */
export async function applyVm(
  app: AppContext,
  { networks, vm, change, forwards }: CheckedArgs<'vm.apply'>,
  snapshot: EngineSnapshot | null,
): Promise<string> {
  await probeForwards(app, forwards);
  return app.atomically(() => {
    for (const name of networks) addNetwork(app, { name, kind: 'internal', nic: null });
    const id = typeof vm === 'string' ? findVm(app.state, vm).id : addVm(app, vm);
    applyForwards(app, id, forwards, () => setVm(app, { vm: id, ...change }, snapshot));
    return id;
  });
}
