/** A VM and its adapters, as every face sees them. */
import { z } from 'zod';
import { Attachment, AttachmentChoice, AttachmentKind } from './attachment.ts';
import { PortPolicy } from './portPolicy.ts';
import { ProblemSchema } from './problem.ts';

export const ADAPTERS_PER_VM = 4;

export const Mode = z.enum(['none', 'host', 'shared', 'internal']);
export type Mode = z.infer<typeof Mode>;

/** The emulated cards (R7), by QEMU's names. */
export const CardModel = z.enum(['virtio', 'e1000', 'e1000e', 'rtl8139', 'tulip']);
export type CardModel = z.infer<typeof CardModel>;

/**
 * Models with which a guest does not see that its cable was unplugged after it came up (R6). No
 * frames pass all the same. The reason is in hypervisor/qemu/qemuCarrier.ts.
 */
export const CARRIER_BLIND_MODELS: ReadonlySet<CardModel> = new Set(['e1000e', 'tulip']);

/**
 * The hypervisor of the VM; how it is plugged in is each adapter's attachment. `qemu`: QEMU, started
 * by Patchcord, or by hand with the arguments from here. `none`: a program that Patchcord does not
 * know; the VM cannot be started or stopped here.
 */
export const VmKind = z.enum(['qemu', 'none']);
export type VmKind = z.infer<typeof VmKind>;

export const AdapterNumber = z.number().int().min(1).max(ADAPTERS_PER_VM);

/** The settings of one adapter. */
export const AdapterSettings = z.object({
  n: AdapterNumber,
  mode: Mode,
  /** Name or id of the network; null with `none`. With `host`, `nic` can be given instead. */
  network: z.string().nullable(),
  /** Name of the host's NIC; null unless the mode is `host`. */
  nic: z.string().nullable(),
  /** Whether the cable is plugged into the card. Without effect if the mode is `none`. */
  cable: z.boolean().default(true),
  /** `00-03-FF-…` */
  mac: z.string(),
  model: CardModel,
  /** Of the same kind as the VM's other adapters. Absent: unchanged, or a new one. */
  attachment: AttachmentChoice.optional(),
  /** Absent: unchanged, or empty. */
  policy: PortPolicy.optional(),
});
export type AdapterSettings = z.infer<typeof AdapterSettings>;

/** An adapter: its settings and its live state. */
export const Adapter = AdapterSettings.extend({
  networkId: z.string().nullable(),
  /** `up`: a guest is attached and its cable is plugged in. */
  link: z.enum(['up', 'down']),
  /** The IPv4 addresses that the guest is known to use. */
  ip: z.array(z.string()),
  attachment: Attachment,
  policy: PortPolicy,
});
export type Adapter = z.infer<typeof Adapter>;

export const VmState = z.enum(['stopped', 'starting', 'running', 'paused']);
export type VmState = z.infer<typeof VmState>;

export const Vm = z.object({
  id: z.string(),
  name: z.string(),
  kind: VmKind,
  /** What Start runs, without Patchcord's arguments; null: the VM is started by hand. */
  command: z.string().nullable(),
  /** Of all its adapters, now and later. */
  attachmentKind: AttachmentKind,
  state: VmState,
  running: z.boolean(),
  /** Why the last start failed, or what needs attention. */
  problem: ProblemSchema.nullable(),
  adapters: z.array(Adapter),
});
export type Vm = z.infer<typeof Vm>;

export const VmName = z.string().trim().min(1).max(64);
/** One command line. It is split into words as a shell does, but no shell runs it. */
export const VmCommand = z.string().trim().min(1).max(8192);

/** What can be changed on a VM. What is absent stays as it is. */
export const VmChange = z.object({
  name: VmName.optional(),
  command: VmCommand.nullable().optional(),
  /**
   * Of all its adapters. QEMU's sockets cannot become TAPs, nor TAPs sockets. `qemuDatagram`, given
   * again, replaces ports that another program has taken.
   */
  attachmentKind: AttachmentKind.optional(),
  /** All adapters of the VM. */
  adapters: z.array(AdapterSettings).max(64).optional(),
});
