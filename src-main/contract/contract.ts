/**
 * All calls that a face can make, and all events that the program sends: one value, from which both
 * typed ends of every transport follow (client.ts, server.ts). The arguments `vm` and `network` take
 * a name or an id.
 */
import { z } from 'zod';
import { Activity, AdapterTraffic, FdbEntry, Flow, Lease, Panel, Status } from './activity.ts';
import { AttachmentChoice } from './attachment.ts';
import { Diagnostics } from './diagnostics.ts';
import { CheckResult } from './doctor.ts';
import {
  Forward,
  ForwardAnswer,
  ForwardChange,
  ForwardChanges,
  ForwardId,
  ListenAddress,
  Network,
  NetworkChange,
  NetworkName,
  NewForward,
  NewNetwork,
  NicChoice,
  Protocol,
} from './network.ts';
import { PortPolicy } from './portPolicy.ts';
import { PreferencesChange, PreferencesView } from './preferences.ts';
import { ImportSummary, LONGEST_SETTINGS_FILE, SettingsFile } from './settingsFile.ts';
import { ProblemSchema } from './problem.ts';
import {
  ADAPTERS_PER_VM,
  AdapterNumber,
  CardModel,
  Mode,
  Vm,
  VmChange,
  VmCommand,
  VmName,
} from './vm.ts';

const nothing = z.object({});
const done = z.null();
const vm = z.string().max(128);
const network = z.string().max(128);

const PatchEnds = z.object({ network, to: network });
const ChangedNetwork = z.object({ network, change: NetworkChange });

/** More than a person changes in one step. */
const MOST_NETWORKS = 256;

/** How an adapter is plugged in; absent parts get defaults. */
const Plug = z.object({
  mode: Mode.optional(),
  nic: z.string().max(64).nullable().optional(),
  network: network.nullable().optional(),
  /** Whether the cable is plugged in (R6). If not, mode and network are kept. */
  cable: z.boolean().optional(),
});

/** A new VM with one adapter (R1), on Shared networking by default. */
const NewVm = Plug.extend({
  name: VmName,
  command: VmCommand.nullable().default(null),
  /** Of its first adapter. All further adapters have the same kind. */
  attachment: AttachmentChoice.default({ kind: 'qemuStream' }),
});

export const contract = {
  calls: {
    'panel.get': { args: nothing, result: Panel },
    'status.get': { args: nothing, result: Status },
    /** Unplugs all cables of all VMs, or plugs them in again (R61). Kept across a restart. */
    'panel.pause': { args: z.object({ paused: z.boolean() }), result: Status },

    'vm.list': { args: nothing, result: z.array(Vm) },
    'vm.get': { args: z.object({ vm }), result: Vm },
    'vm.add': { args: NewVm, result: Vm },
    'vm.set': { args: VmChange.extend({ vm }), result: Vm },
    /** The OK of a VM's dialog, and of New VM: changes everything in one step, or nothing. */
    'vm.apply': {
      args: z.object({
        /** Names of internal networks to create first; adapters refer to them by these names. */
        networks: z.array(NetworkName).max(ADAPTERS_PER_VM).default([]),
        /** The VM to change, or a new one. */
        vm: z.union([vm, NewVm]),
        change: VmChange.default({}),
        forwards: ForwardChanges.default({ removed: [], changed: [], added: [] }),
      }),
      result: Vm,
    },
    'vm.remove': { args: z.object({ vm }), result: done },
    /** Words to append to a QEMU command; for a TAP that Patchcord holds, the command that moves it. */
    'vm.args': { args: z.object({ vm }), result: z.array(z.string()) },
    'vm.start': { args: z.object({ vm }), result: Vm },
    'vm.stop': { args: z.object({ vm, force: z.boolean().default(false) }), result: Vm },

    'adapter.add': {
      args: Plug.extend({ vm, attachment: AttachmentChoice.optional() }),
      result: Vm,
    },
    'adapter.remove': { args: z.object({ vm, n: AdapterNumber }), result: Vm },
    'adapter.set': {
      args: Plug.extend({
        vm,
        n: AdapterNumber,
        mac: z.string().max(32).optional(),
        model: CardModel.optional(),
        attachment: AttachmentChoice.optional(),
        policy: PortPolicy.optional(),
      }),
      result: Vm,
    },
    /** A MAC that is not in use, for *Regenerate* (R3). */
    'mac.suggest': { args: nothing, result: z.string() },

    'network.list': { args: nothing, result: z.array(Network) },
    'network.add': { args: NewNetwork, result: Network },
    'network.set': { args: ChangedNetwork, result: Network },
    /**
     * The OK of the networks dialog: changes everything in one step, or nothing. Adapters of removed
     * networks are disconnected. A refusal has the parameter `refusedNetwork`: the network as given
     * here, or the name of the new one.
     */
    'networks.apply': {
      args: z.object({
        removed: z.array(network).max(MOST_NETWORKS).default([]),
        changed: z.array(ChangedNetwork).max(MOST_NETWORKS).default([]),
        added: z.array(NewNetwork).max(MOST_NETWORKS).default([]),
      }),
      result: z.array(Network),
    },
    /** With `unplug`, its adapters are disconnected first; without, it must have none. */
    'network.remove': {
      args: z.object({ network, unplug: z.boolean().default(false) }),
      result: done,
    },
    /** Reserves an address for one MAC; null: cancels the reservation. */
    'network.reserve': {
      args: z.object({ network, mac: z.string().max(64), address: z.string().max(64).nullable() }),
      result: Network,
    },
    /** Puts a cable between two running networks (R43). At least one of them is internal. */
    'network.patch': { args: PatchEnds, result: Network },
    'network.unpatch': { args: PatchEnds, result: Network },

    'forward.list': { args: nothing, result: z.array(Forward) },
    'forward.add': {
      args: NewForward.extend({ vm }),
      result: Forward,
    },
    /** Changes a running forward; its id stays the same. */
    'forward.set': { args: ForwardChange, result: Forward },
    /** Why a forward could not listen there, or null. `id`: the existing forward to be changed. */
    'forward.check': {
      args: z.object({
        id: ForwardId.nullable().default(null),
        protocol: Protocol,
        address: ListenAddress,
        port: z.number().int(),
      }),
      result: ProblemSchema.nullable(),
    },
    /** Connects to it as its users do, and reports what happens. Takes up to a few seconds. */
    'forward.test': { args: z.object({ id: ForwardId }), result: ForwardAnswer },
    'forward.remove': { args: z.object({ id: ForwardId }), result: done },

    'lease.list': { args: nothing, result: z.array(Lease) },
    'flow.list': { args: nothing, result: z.array(Flow) },
    'fdb.list': { args: z.object({ network }), result: z.array(FdbEntry) },
    'nic.list': { args: nothing, result: z.array(NicChoice) },
    /** Whether VMs can use it from now on (R11). VMs that already use it keep it. */
    'nic.set': {
      args: z.object({ nic: z.string().max(64), offered: z.boolean() }),
      result: z.array(NicChoice),
    },
    /** Ends the engine's thread. A new one starts immediately, and guests stay attached. */
    'engine.restart': { args: nothing, result: Status },
    /** Checks this computer's set-up. Takes up to a few seconds. */
    'doctor.list': { args: nothing, result: z.array(CheckResult) },
    /** Repairs, then checks again. A repair can ask for an administrator's password. */
    'doctor.repair': { args: z.object({ check: z.string().max(64) }), result: CheckResult },
    'preferences.get': { args: nothing, result: PreferencesView },
    /** Changes everything given, or nothing. */
    'preferences.set': { args: PreferencesChange, result: PreferencesView },
    /** Opens the data folder in the file manager. Only in the desktop program. */
    'dataDir.open': { args: nothing, result: done },
    'settings.export': { args: nothing, result: SettingsFile },
    /** Imports everything in one step, or nothing. `apply` false: only reports what it would do. */
    'settings.import': {
      args: z.object({ text: z.string().max(LONGEST_SETTINGS_FILE), apply: z.boolean() }),
      result: ImportSummary,
    },
    'diagnostics.get': { args: nothing, result: Diagnostics },
    'stats.get': { args: z.object({ vm: vm.optional() }), result: z.array(AdapterTraffic) },
  },
  events: {
    /** Sent after anything in it has changed. */
    panel: Panel,
    /** At most four a second, and none while the counters stay the same. */
    activity: Activity,
  },
} as const;

type Calls = typeof contract.calls;
export type CallName = keyof Calls;
/** What a caller passes; values with a default may be left out. */
export type CallArgs<K extends CallName> = z.input<Calls[K]['args']>;
/** What a handler gets: checked, with defaults filled in. */
export type CheckedArgs<K extends CallName> = z.output<Calls[K]['args']>;
export type CallResult<K extends CallName> = z.output<Calls[K]['result']>;

type Events = typeof contract.events;
export type EventName = keyof Events;
export type EventData<K extends EventName> = z.output<Events[K]>;
