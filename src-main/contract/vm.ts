/** A VM and its adapters, as every face sees them. */
import { z } from 'zod';
import { ProblemSchema } from './problem.ts';

export const ADAPTERS_PER_VM = 4;

export const Mode = z.enum(['none', 'host', 'shared', 'internal']);
export type Mode = z.infer<typeof Mode>;

/** The emulated cards (R7), by QEMU's names. */
export const CardModel = z.enum(['virtio', 'e1000', 'e1000e', 'rtl8139', 'tulip']);
export type CardModel = z.infer<typeof CardModel>;

/**
 * QEMU's models of these do not tell a guest that its cable was unplugged after it came up (R6);
 * no frame passes all the same. Why: hypervisor/qemu/qemuCarrier.ts.
 */
export const CARRIER_BLIND_MODELS: ReadonlySet<CardModel> = new Set(['e1000e', 'tulip']);

/**
 * How a QEMU's cards reach us (R51), by QEMU's names: `stream`, a unix socket that only this user
 * can open; `dgram`, UDP on loopback, which every user of this computer can send to.
 */
export const Netdev = z.enum(['stream', 'dgram']);
export type Netdev = z.infer<typeof Netdev>;

/** The two ends of a `dgram` cable: UDP ports on 127.0.0.1. */
export interface CablePorts {
  readonly engine: number;
  readonly guest: number;
}

/** `qemu`: its cards are sockets. `tap`: each adapter is a TAP of this computer (R55). */
export const VmKind = z.enum(['qemu', 'tap']);
export type VmKind = z.infer<typeof VmKind>;

/**
 * Who has the TAPs of a VM open. `patchcord`: their netdevs are NICs for a namespace, a container or
 * this computer. `hypervisor`: it opens them by name, and we are at the netdevs.
 */
export const TapHolder = z.enum(['patchcord', 'hypervisor']);
export type TapHolder = z.infer<typeof TapHolder>;

/** The name of a TAP; checked as a whole by the app. */
export const TapName = z.string().max(64);

export const AdapterNumber = z.number().int().min(1).max(ADAPTERS_PER_VM);

/** What a person sets on one adapter. */
export const AdapterSettings = z.object({
  n: AdapterNumber,
  mode: Mode,
  /** Name or id of the network; null with `none`. With `host` the NIC says it, too. */
  network: z.string().nullable(),
  /** Name of the host's NIC, with `host`. */
  nic: z.string().nullable(),
  /** Whether the cable is in the card; with `none` it leads nowhere either way. */
  cable: z.boolean().default(true),
  /** `00-03-FF-…` */
  mac: z.string(),
  model: CardModel,
  /** Name of its TAP, with the VM kind `tap`; absent: as it is, or a new one of ours. */
  tap: TapName.nullable().optional(),
});
export type AdapterSettings = z.infer<typeof AdapterSettings>;

/** An adapter as it is: its settings, and what the guest makes of them. */
export const Adapter = AdapterSettings.extend({
  networkId: z.string().nullable(),
  /** `up`: a guest is attached and its cable is plugged in. */
  link: z.enum(['up', 'down']),
  /** IPv4 addresses in use, as far as known. */
  ip: z.array(z.string()),
  tap: TapName.nullable(),
});
export type Adapter = z.infer<typeof Adapter>;

export const VmState = z.enum(['stopped', 'starting', 'running', 'paused']);
export type VmState = z.infer<typeof VmState>;

export const Vm = z.object({
  id: z.string(),
  name: z.string(),
  kind: VmKind,
  /** What Start runs, without our arguments; null: the VM is started by hand. */
  command: z.string().nullable(),
  netdev: Netdev,
  /** With the kind `tap`. */
  tapHolder: TapHolder.nullable(),
  state: VmState,
  running: z.boolean(),
  /** Why the last start failed or what needs attention. */
  problem: ProblemSchema.nullable(),
  adapters: z.array(Adapter),
});
export type Vm = z.infer<typeof Vm>;

export const VmName = z.string().trim().min(1).max(64);
/** One command line, split into words like a shell would, never given to one. */
export const VmCommand = z.string().trim().min(1).max(8192);
