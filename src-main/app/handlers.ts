/**
 * The contract's calls: each runs its use case and answers with the state after it.
 */
import type { CallResult } from '../contract/contract.ts';
import { PatchcordError } from '../contract/errors.ts';
import type { ForwardAnswer } from '../contract/network.ts';
import type { Handlers } from '../contract/server.ts';
import { formatMac } from '../address/mac.ts';
import type { EngineQueries } from '../engine/engineConfig.ts';
import { reportOf } from '../hypervisor/hypervisors.ts';
import { fdbOf, flowsOf, leaseRecord, leasesOf, trafficOf } from './view/activity.ts';
import { addAdapter, removeAdapter, setAdapter } from './vms/adapters.ts';
import { AppError } from './appError.ts';
import { applyVm } from './vms/applyVm.ts';
import { reachedNetwork, vmSpec } from './vms/cards.ts';
import type { AppContext } from './appContext.ts';
import type { AppServices } from './appServices.ts';
import { findForward, findNetwork, findVm } from './desired/desiredState.ts';
import { diagnosticsOf } from './view/diagnostics.ts';
import { testForward } from './forwards/forwardTest.ts';
import { addForward, checkForward, removeForward, setForward } from './forwards/forwards.ts';
import { derivedMac, macOwners } from './vms/macAddresses.ts';
import { applyNetworks } from './networks/applyNetworks.ts';
import { addNetwork, removeNetwork, setNetwork } from './networks/networks.ts';
import { nicChoices, offerNic } from './networks/nicChoices.ts';
import { addPatch, isBehindNat, removePatch } from './networks/patchCables.ts';
import { forwardOf, networkOf, panelOf, statusOf, vmOf } from './view/panel.ts';
import {
  openDataDir,
  preferencesView,
  setPaused,
  setPreferences,
} from './preferences/preferences.ts';
import { withReservation } from './networks/reservations.ts';
import { exportSettings } from './labFile/settingsExport.ts';
import { importSettings } from './labFile/settingsImport.ts';
import { attachmentRules } from './vms/attachments/attachments.ts';
import { addVm, removeVm, setVm } from './vms/vms.ts';

export function makeHandlers(services: AppServices): Handlers {
  const { app } = services;
  const vm = (nameOrId: string): CallResult<'vm.get'> =>
    vmOf(app.state, services.runtime(), findVm(app.state, nameOrId));
  const network = (id: string): CallResult<'network.add'> =>
    networkOf(app.state, services.runtime(), findNetwork(app.state, id));

  return {
    'panel.get': () => panelOf(app.state, services.runtime()),
    'status.get': () => statusOf(app.state, services.runtime()),

    'panel.pause': async (args) => {
      setPaused(app, args.paused);
      await services.settle();
      return statusOf(app.state, services.runtime());
    },

    'vm.list': () => panelOf(app.state, services.runtime()).vms,
    'vm.get': (args) => vm(args.vm),
    'vm.add': async (args) =>
      vm(
        await settled(
          services,
          app.atomically(() => addVm(app, args)),
        ),
      ),
    'vm.set': async (args) =>
      vm(
        await settled(
          services,
          app.atomically(() => setVm(app, args, services.snapshot)),
        ),
      ),
    'vm.apply': async (args) =>
      vm(await settled(services, await applyVm(app, args, services.snapshot))),
    'vm.remove': async (args) => {
      removeVm(app, args.vm, (vmId) => services.stateOf(vmId));
      return settled(services, null);
    },
    'vm.args': (args) => argsOf(services, args.vm),
    'vm.start': async (args) => vm(await services.startVm(args.vm)),
    'vm.stop': async (args) => vm(await stopVm(services, args.vm, args.force)),

    'adapter.add': async (args) =>
      vm(
        await settled(
          services,
          app.atomically(() => addAdapter(app, args)),
        ),
      ),
    'adapter.remove': async (args) => vm(await settled(services, removeAdapter(app, args))),
    'adapter.set': async (args) =>
      vm(
        await settled(
          services,
          app.atomically(() => setAdapter(app, args)),
        ),
      ),
    'mac.suggest': () => suggestMac(app),

    'network.list': () => panelOf(app.state, services.runtime()).networks,
    'network.add': async (args) => network(await settled(services, addNetwork(app, args))),
    'network.set': async (args) => network(await settled(services, setNetwork(app, args))),
    'networks.apply': async (args) => {
      applyNetworks(app, args);
      await services.settle();
      return panelOf(app.state, services.runtime()).networks;
    },
    'network.remove': (args) => {
      removeNetwork(app, args);
      return settled(services, null);
    },
    'network.reserve': async (args) => {
      const change = { reservations: withReservation(app, args) };
      return network(await settled(services, setNetwork(app, { ...args, change })));
    },
    'network.patch': async (args) => network(await settled(services, addPatch(app, args))),
    'network.unpatch': async (args) => network(await settled(services, removePatch(app, args))),

    'forward.list': () => panelOf(app.state, services.runtime()).forwards,
    'forward.add': async (args) =>
      forwardAnswer(services, await settled(services, await addForward(app, args))),
    'forward.set': async (args) =>
      forwardAnswer(services, await settled(services, await setForward(app, args))),
    'forward.check': (args) => checkForward(app, args),
    'forward.test': (args) => tested(services, args.id),
    'forward.remove': (args) => {
      removeForward(app, args.id);
      return settled(services, null);
    },

    'lease.list': async () => listLeases(services),
    'flow.list': async () => flowsOf(app.state, await ask(services, 'flows', null)),
    'fdb.list': async (args) => {
      const { id } = findNetwork(app.state, args.network);
      return fdbOf(app.state, await ask(services, 'fdb', { networkId: id }));
    },
    'nic.list': () => nicChoices(app),
    'nic.set': ({ nic, offered }) => {
      offerNic(app, nic, offered);
      return nicChoices(app);
    },
    'engine.restart': async () => {
      await services.engine.restart();
      return statusOf(app.state, services.runtime());
    },
    'doctor.list': async () => {
      await services.checkHostAdapter();
      return services.doctor.list();
    },
    'doctor.repair': async (args) => {
      const result = await services.doctor.repair(args.check);
      await services.checkHostAdapter();
      return result;
    },
    'preferences.get': () => preferencesView(app, services),
    'preferences.set': async (args) => {
      setPreferences(app, args, services.desktop);
      return settled(services, preferencesView(app, services));
    },
    'dataDir.open': async () => openDataDir(services),
    'settings.export': () => exportSettings(app.state),
    'settings.import': async (args) => settled(services, importSettings(app, args)),
    'diagnostics.get': async () =>
      diagnosticsOf(
        panelOf(app.state, services.runtime()),
        await services.doctor.list(),
        trafficOf(app.state.vms, services.snapshot),
      ),
    'stats.get': (args) =>
      trafficOf(
        args.vm === undefined ? app.state.vms : [findVm(app.state, args.vm)],
        services.snapshot,
      ),
  };
}

/** What is changed takes effect before the answer, so that scripts can rely on it. */
async function settled<T>(services: AppServices, result: T): Promise<T> {
  await services.settle();
  return result;
}

function argsOf({ app, hypervisors, snapshot }: AppServices, nameOrId: string): string[] {
  const vm = findVm(app.state, nameOrId);
  const attachments = vm.adapters.map(({ attachment }) => attachment);
  return (
    attachmentRules(vm.attachmentKind).command(attachments) ??
    hypervisors[vm.kind]?.args(vmSpec(vm, vm.adapters, snapshot, app.state.paused)) ??
    []
  );
}

async function stopVm(services: AppServices, nameOrId: string, force: boolean): Promise<string> {
  const vm = findVm(services.app.state, nameOrId);
  const state = services.stateOf(vm.id);
  if (state === 'stopped') throw new AppError('vmNotRunning', { vm: vm.name });
  const hypervisor = services.hypervisors[vm.kind];
  // Its cables are in use, but no hypervisor knows it.
  const isUnknown = state === 'running' && reportOf(services.hypervisors, vm).state === 'stopped';
  if (hypervisor === null || isUnknown) throw new AppError('runElsewhere', { vm: vm.name });
  await hypervisor.stop(vm.id, force);
  return vm.id;
}

function suggestMac(app: AppContext): string {
  const owners = macOwners(app.state, null);
  const identity = Buffer.from(app.host.random(16)).toString('hex');
  const { macPrefix } = app.state.preferences;
  return derivedMac(app.hostMac, identity, (mac) => owners.has(mac), macPrefix);
}

function forwardAnswer(services: AppServices, id: string): CallResult<'forward.add'> {
  const { state } = services.app;
  return forwardOf(state, services.runtime(), findForward(state, id));
}

async function tested(services: AppServices, id: string): Promise<ForwardAnswer> {
  const { app } = services;
  const { vmId, n } = findForward(app.state, id);
  const vm = vmOf(app.state, services.runtime(), findVm(app.state, vmId));
  const adapter = vm.adapters.find((candidate) => candidate.n === n);
  if (!vm.running && adapter?.link !== 'up') return 'vmNotRunning';
  const forward = forwardAnswer(services, id);
  // A forward made just now listens before a snapshot says so: only the others are known beforehand.
  const reached = adapter ? reachedNetwork(adapter, app.state.paused) : null;
  const leads = adapter !== undefined && isBehindNat(app.state, reached);
  if (forward.state === 'failed' || !leads) return 'notListening';
  if (adapter.ip.length === 0) return 'noAddress';
  return testForward(forward, (localPort) => flowState(services, adapter.mac, localPort));
}

/** Of the TCP flow that came in from this port of ours for the adapter. */
async function flowState(
  services: AppServices,
  mac: string,
  localPort: number,
): Promise<string | null> {
  const flows = await ask(services, 'flows', null);
  const flow = flows.find(
    (candidate) =>
      candidate.protocol === 'tcp' &&
      formatMac(candidate.mac) === mac &&
      candidate.remote.endsWith(`:${localPort}`),
  );
  return flow?.state ?? null;
}

/** While the engine is not up: what was kept last. */
async function listLeases(services: AppServices): Promise<CallResult<'lease.list'>> {
  const { state } = services.app;
  if (services.runtime().engine.state !== 'running') return leasesOf(state, state.leases);
  const leases = await ask(services, 'leases', null);
  return leasesOf(services.app.state, leases.map(leaseRecord));
}

/** @throws AppError `engineUnavailable` when the engine ends meanwhile */
async function ask<K extends keyof EngineQueries>(
  services: AppServices,
  name: K,
  args: EngineQueries[K]['args'],
): Promise<EngineQueries[K]['result']> {
  try {
    return await services.engine.query(name, args);
  } catch (error) {
    if (error instanceof PatchcordError) throw error;
    throw new AppError('engineUnavailable', {}, { cause: error });
  }
}
