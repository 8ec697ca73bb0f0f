/**
 * The result of a forward's test. Some results follow from the settings and the guest's state;
 * otherwise forwardTest.ts connects to the forward.
 */
import { formatMac } from '../../address/mac.ts';
import type { ForwardAnswer } from '../../contract/network.ts';
import type { AppServices } from '../appServices.ts';
import { findForward, findVm } from '../desired/desiredState.ts';
import { isBehindNat } from '../networks/patchCables.ts';
import { queryEngine } from '../queryEngine.ts';
import { forwardOf, vmOf } from '../view/panel.ts';
import { reachedNetwork } from '../vms/cards.ts';
import { testForward } from './forwardTest.ts';

/** @throws AppError `forwardUnknown`, `engineUnavailable` */
export async function testedForward(services: AppServices, id: string): Promise<ForwardAnswer> {
  const { state } = services.app;
  const runtime = services.runtime();
  const record = findForward(state, id);
  const vm = vmOf(state, runtime, findVm(state, record.vmId));
  const adapter = vm.adapters.find(({ n }) => n === record.n);
  if (!vm.running && adapter?.link !== 'up') return 'vmNotRunning';
  const forward = forwardOf(state, runtime, record);
  const reached = adapter ? reachedNetwork(adapter, state.paused) : null;
  // A new forward listens before a snapshot shows it, so only `failed` is certain.
  if (forward.state === 'failed' || adapter === undefined || !isBehindNat(state, reached))
    return 'notListening';
  if (adapter.ip.length === 0) return 'noAddress';
  return testForward(forward, (localPort) => flowState(services, adapter.mac, localPort));
}

/** The state of the TCP flow from this local port to the adapter. */
async function flowState(
  services: AppServices,
  mac: string,
  localPort: number,
): Promise<string | null> {
  const flows = await queryEngine(services, 'flows', null);
  const flow = flows.find(
    (candidate) =>
      candidate.protocol === 'tcp' &&
      formatMac(candidate.mac) === mac &&
      candidate.remote.endsWith(`:${localPort}`),
  );
  return flow?.state ?? null;
}
