/** Calls that read the settings and the state, and change nothing. */
import type { CallResult } from '../../contract/contract.ts';
import type { Handlers } from '../../contract/server.ts';
import type { AppServices } from '../appServices.ts';
import { findNetwork, findVm } from '../desired/desiredState.ts';
import { queryEngine } from '../queryEngine.ts';
import { fdbOf, flowsOf, leaseRecord, leasesOf, trafficOf } from './activity.ts';
import { diagnosticsOf } from './diagnostics.ts';
import { panelOf, statusOf } from './panel.ts';

export function viewHandlers(services: AppServices) {
  const { app } = services;
  return {
    'panel.get': () => panelOf(app.state, services.runtime()),
    'status.get': () => statusOf(app.state, services.runtime()),
    'lease.list': () => listLeases(services),
    'flow.list': async () => flowsOf(app.state, await queryEngine(services, 'flows', null)),
    'fdb.list': async (args) => {
      const { id } = findNetwork(app.state, args.network);
      return fdbOf(app.state, await queryEngine(services, 'fdb', { networkId: id }));
    },
    'stats.get': (args) =>
      trafficOf(
        args.vm === undefined ? app.state.vms : [findVm(app.state, args.vm)],
        services.snapshot,
      ),
    'diagnostics.get': async () =>
      diagnosticsOf(
        panelOf(app.state, services.runtime()),
        await services.doctor.list(),
        trafficOf(app.state.vms, services.snapshot),
      ),
  } satisfies Partial<Handlers>;
}

/** While the engine is down, the leases that were stored last. */
async function listLeases(services: AppServices): Promise<CallResult<'lease.list'>> {
  const { state } = services.app;
  if (services.runtime().engine.state !== 'running') return leasesOf(state, state.leases);
  const leases = await queryEngine(services, 'leases', null);
  return leasesOf(services.app.state, leases.map(leaseRecord));
}
