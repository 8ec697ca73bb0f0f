/**
 * The contract's calls: each finds its use case, and answers with what is there afterwards.
 */
import type { CallResult } from '../contract/contract.ts';
import { PatchcordError } from '../contract/errors.ts';
import type { ForwardAnswer } from '../contract/network.ts';
import type { Handlers } from '../contract/server.ts';
import type { VmState } from '../contract/vm.ts';
import type { Doctor } from '../host/doctor.ts';
import { formatMac } from '../address/mac.ts';
import type { EngineQueries, EngineSnapshot } from '../engine/engineConfig.ts';
import { type Hypervisors, reportOf } from '../hypervisor/hypervisors.ts';
import { fdbOf, flowsOf, leaseRecord, leasesOf, trafficOf } from './view/activity.ts';
import { addAdapter, removeAdapter, setAdapter } from './vms/adapters.ts';
import { AppError } from './appError.ts';
import { applyVm } from './vms/applyVm.ts';
import { reachedNetwork, vmSpec } from './vms/cards.ts';
import type { Desk } from './appContext.ts';
import { findForward, findNetwork, findVm } from './desired/desiredState.ts';
import type { DesktopServices } from './desktopServices.ts';
import { diagnosticsOf } from './view/diagnostics.ts';
import type { EngineLike } from './engineLike.ts';
import { testForward } from './forwards/forwardTest.ts';
import { addForward, checkForward, removeForward, setForward } from './forwards/forwards.ts';
import { derivedMac, macOwners } from './vms/macAddresses.ts';
import { addNetwork, removeNetwork, setNetwork } from './networks/networks.ts';
import { nicChoices, offerNic } from './networks/nicChoices.ts';
import { addPatch, isBehindNat, removePatch } from './networks/patches.ts';
import { type Sight, forwardOf, networkOf, panelOf, statusOf, vmOf } from './view/panel.ts';
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

/** What the calls work with: the program without its faces. */
export interface Workings {
  readonly desk: Desk;
  readonly engine: EngineLike;
  readonly hypervisors: Hypervisors;
  readonly doctor: Doctor;
  /** Null: no desktop program, so nothing to start at login and no file manager. */
  readonly desktop: DesktopServices | null;
  /** The set-up may be another now. */
  lookAgain(): Promise<void>;
  sight(): Sight;
  readonly snapshot: EngineSnapshot | null;
  /** `starting` from the moment a start was asked for. */
  stateOf(vmId: string): VmState;
  /** Starts a guest with what is set now. Returns its id. */
  startVm(nameOrId: string): Promise<string>;
  /** Brings everything in line with what is set; resolves when it is, or soon enough. */
  settle(): Promise<void>;
}

export function makeHandlers(workings: Workings): Handlers {
  const { desk } = workings;
  const vm = (nameOrId: string): CallResult<'vm.get'> =>
    vmOf(desk.state, workings.sight(), findVm(desk.state, nameOrId));
  const network = (id: string): CallResult<'network.add'> =>
    networkOf(desk.state, workings.sight(), findNetwork(desk.state, id));

  return {
    'panel.get': () => panelOf(desk.state, workings.sight()),
    'status.get': () => statusOf(desk.state, workings.sight()),

    'panel.pause': async (args) => {
      setPaused(desk, args.paused);
      await workings.settle();
      return statusOf(desk.state, workings.sight());
    },

    'vm.list': () => panelOf(desk.state, workings.sight()).vms,
    'vm.get': (args) => vm(args.vm),
    'vm.add': async (args) =>
      vm(
        await settled(
          workings,
          desk.atomically(() => addVm(desk, args)),
        ),
      ),
    'vm.set': async (args) =>
      vm(
        await settled(
          workings,
          desk.atomically(() => setVm(desk, args, workings.snapshot)),
        ),
      ),
    'vm.apply': async (args) =>
      vm(await settled(workings, await applyVm(desk, args, workings.snapshot))),
    'vm.remove': async (args) => {
      removeVm(desk, args.vm, (vmId) => workings.stateOf(vmId));
      return settled(workings, null);
    },
    'vm.args': (args) => argsOf(workings, args.vm),
    'vm.start': async (args) => vm(await workings.startVm(args.vm)),
    'vm.stop': async (args) => vm(await stopVm(workings, args.vm, args.force)),

    'adapter.add': async (args) =>
      vm(
        await settled(
          workings,
          desk.atomically(() => addAdapter(desk, args)),
        ),
      ),
    'adapter.remove': async (args) => vm(await settled(workings, removeAdapter(desk, args))),
    'adapter.set': async (args) =>
      vm(
        await settled(
          workings,
          desk.atomically(() => setAdapter(desk, args)),
        ),
      ),
    'mac.suggest': () => suggestMac(desk),

    'network.list': () => panelOf(desk.state, workings.sight()).networks,
    'network.add': async (args) => network(await settled(workings, addNetwork(desk, args))),
    'network.set': async (args) => network(await settled(workings, setNetwork(desk, args))),
    'network.remove': (args) => {
      removeNetwork(desk, args);
      return settled(workings, null);
    },
    'network.reserve': async (args) => {
      const change = { reservations: withReservation(desk, args) };
      return network(await settled(workings, setNetwork(desk, { ...args, change })));
    },
    'network.patch': async (args) => network(await settled(workings, addPatch(desk, args))),
    'network.unpatch': async (args) => network(await settled(workings, removePatch(desk, args))),

    'forward.list': () => panelOf(desk.state, workings.sight()).forwards,
    'forward.add': async (args) =>
      forwardAnswer(workings, await settled(workings, await addForward(desk, args))),
    'forward.set': async (args) =>
      forwardAnswer(workings, await settled(workings, await setForward(desk, args))),
    'forward.check': (args) => checkForward(desk, args),
    'forward.test': (args) => tested(workings, args.id),
    'forward.remove': (args) => {
      removeForward(desk, args.id);
      return settled(workings, null);
    },

    'lease.list': async () => listLeases(workings),
    'flow.list': async () => flowsOf(desk.state, await ask(workings, 'flows', null)),
    'fdb.list': async (args) => {
      const { id } = findNetwork(desk.state, args.network);
      return fdbOf(desk.state, await ask(workings, 'fdb', { networkId: id }));
    },
    'nic.list': () => nicChoices(desk),
    'nic.set': ({ nic, offered }) => {
      offerNic(desk, nic, offered);
      return nicChoices(desk);
    },
    'engine.restart': async () => {
      await workings.engine.restart();
      return statusOf(desk.state, workings.sight());
    },
    'doctor.list': async () => {
      await workings.lookAgain();
      return workings.doctor.list();
    },
    'doctor.repair': async (args) => {
      const result = await workings.doctor.repair(args.check);
      await workings.lookAgain();
      return result;
    },
    'preferences.get': () => preferencesView(desk, workings),
    'preferences.set': async (args) => {
      setPreferences(desk, args, workings.desktop);
      return settled(workings, preferencesView(desk, workings));
    },
    'dataDir.open': async () => openDataDir(workings),
    'settings.export': () => exportSettings(desk.state),
    'settings.import': async (args) => settled(workings, importSettings(desk, args)),
    'diagnostics.get': async () =>
      diagnosticsOf(
        panelOf(desk.state, workings.sight()),
        await workings.doctor.list(),
        trafficOf(desk.state.vms, workings.snapshot),
      ),
    'stats.get': (args) =>
      trafficOf(
        args.vm === undefined ? desk.state.vms : [findVm(desk.state, args.vm)],
        workings.snapshot,
      ),
  };
}

/** What is changed takes effect before the answer, so that scripts can rely on it. */
async function settled<T>(workings: Workings, result: T): Promise<T> {
  await workings.settle();
  return result;
}

function argsOf({ desk, hypervisors, snapshot }: Workings, nameOrId: string): string[] {
  const vm = findVm(desk.state, nameOrId);
  const attachments = vm.adapters.map(({ attachment }) => attachment);
  return (
    attachmentRules(vm.attachmentKind).command(attachments) ??
    hypervisors[vm.kind]?.args(vmSpec(vm, vm.adapters, snapshot, desk.state.paused)) ??
    []
  );
}

async function stopVm(workings: Workings, nameOrId: string, force: boolean): Promise<string> {
  const vm = findVm(workings.desk.state, nameOrId);
  const state = workings.stateOf(vm.id);
  if (state === 'stopped') throw new AppError('vmNotRunning', { vm: vm.name });
  const hypervisor = workings.hypervisors[vm.kind];
  // Its cables are in use, but no hypervisor knows it.
  const isUnknown = state === 'running' && reportOf(workings.hypervisors, vm).state === 'stopped';
  if (hypervisor === null || isUnknown) throw new AppError('runElsewhere', { vm: vm.name });
  await hypervisor.stop(vm.id, force);
  return vm.id;
}

function suggestMac(desk: Desk): string {
  const owners = macOwners(desk.state, null);
  const identity = Buffer.from(desk.host.random(16)).toString('hex');
  const { macPrefix } = desk.state.preferences;
  return derivedMac(desk.hostMac, identity, (mac) => owners.has(mac), macPrefix);
}

function forwardAnswer(workings: Workings, id: string): CallResult<'forward.add'> {
  const { state } = workings.desk;
  return forwardOf(state, workings.sight(), findForward(state, id));
}

async function tested(workings: Workings, id: string): Promise<ForwardAnswer> {
  const { desk } = workings;
  const { vmId, n } = findForward(desk.state, id);
  const vm = vmOf(desk.state, workings.sight(), findVm(desk.state, vmId));
  const adapter = vm.adapters.find((candidate) => candidate.n === n);
  if (!vm.running && adapter?.link !== 'up') return 'vmNotRunning';
  const forward = forwardAnswer(workings, id);
  // A forward made just now listens before a snapshot says so: only the others are known beforehand.
  const reached = adapter ? reachedNetwork(adapter, desk.state.paused) : null;
  const leads = adapter !== undefined && isBehindNat(desk.state, reached);
  if (forward.state === 'failed' || !leads) return 'notListening';
  if (adapter.ip.length === 0) return 'noAddress';
  return testForward(forward, (localPort) => flowState(workings, adapter.mac, localPort));
}

/** Of the TCP flow that came in from this port of ours for the adapter. */
async function flowState(
  workings: Workings,
  mac: string,
  localPort: number,
): Promise<string | null> {
  const flows = await ask(workings, 'flows', null);
  const flow = flows.find(
    (candidate) =>
      candidate.protocol === 'tcp' &&
      formatMac(candidate.mac) === mac &&
      candidate.remote.endsWith(`:${localPort}`),
  );
  return flow?.state ?? null;
}

/** While the engine is not up: what was kept last. */
async function listLeases(workings: Workings): Promise<CallResult<'lease.list'>> {
  const { state } = workings.desk;
  if (workings.sight().engine.state !== 'running') return leasesOf(state, state.leases);
  const leases = await ask(workings, 'leases', null);
  return leasesOf(workings.desk.state, leases.map(leaseRecord));
}

/** @throws AppError `engineUnavailable` when the engine ends meanwhile */
async function ask<K extends keyof EngineQueries>(
  workings: Workings,
  name: K,
  args: EngineQueries[K]['args'],
): Promise<EngineQueries[K]['result']> {
  try {
    return await workings.engine.query(name, args);
  } catch (error) {
    if (error instanceof PatchcordError) throw error;
    throw new AppError('engineUnavailable', {}, { cause: error });
  }
}
