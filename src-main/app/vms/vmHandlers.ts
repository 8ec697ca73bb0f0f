/** Calls for VMs and their adapters. */
import type { CallResult } from '../../contract/contract.ts';
import type { Handlers } from '../../contract/server.ts';
import type { AppServices } from '../appServices.ts';
import { findVm } from '../desired/desiredState.ts';
import { settled } from '../settled.ts';
import { panelOf, vmOf } from '../view/panel.ts';
import { addAdapter, removeAdapter, setAdapter } from './adapters.ts';
import { applyVm } from './applyVm.ts';
import { attachmentRules } from './attachments/attachments.ts';
import { vmSpec } from './cards.ts';
import { suggestMac } from './macAddresses.ts';
import { addVm, removeVm, setVm } from './vms.ts';

export function vmHandlers(services: AppServices) {
  const { app, power } = services;
  const vm = (nameOrId: string): CallResult<'vm.get'> =>
    vmOf(app.state, services.runtime(), findVm(app.state, nameOrId));
  /** The answer after a change of several parts. All of them are stored, or none. */
  const changed = async (change: () => string): Promise<CallResult<'vm.get'>> => {
    const id = app.atomically(change);
    await services.settle();
    return vm(id);
  };

  return {
    'vm.list': () => panelOf(app.state, services.runtime()).vms,
    'vm.get': (args) => vm(args.vm),
    'vm.add': (args) => changed(() => addVm(app, args)),
    'vm.set': (args) => changed(() => setVm(app, args, services.snapshot)),
    'vm.apply': async (args) => {
      const id = await applyVm(app, args, services.snapshot);
      await services.settle();
      return vm(id);
    },
    'vm.remove': (args) => {
      removeVm(app, args.vm, (vmId) => power.stateOf(vmId));
      return settled(services, null);
    },
    'vm.args': (args) => argsOf(services, args.vm),
    'vm.start': async (args) => vm(await power.start(args.vm)),
    'vm.stop': async (args) => vm(await power.stop(args.vm, args.force)),

    'adapter.add': (args) => changed(() => addAdapter(app, args)),
    'adapter.remove': (args) => changed(() => removeAdapter(app, args)),
    'adapter.set': (args) => changed(() => setAdapter(app, args)),
    'mac.suggest': () => suggestMac(app),
  } satisfies Partial<Handlers>;
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
