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
 * QEMU's models of these do not tell a guest that its cable was unplugged after it came up (R6);
 * no frame passes all the same. Why: hypervisor/qemu/qemuCarrier.ts.
 */
export const CARRIER_BLIND_MODELS: ReadonlySet<CardModel> = new Set(['e1000e', 'tulip']);

/**
 * What runs the VM, and nothing else: how it is plugged in is each adapter's attachment. `qemu`: a
 * QEMU that is started here, or by hand with our arguments. `none`: nothing that we know; it cannot
 * be started or stopped here.
 */
export const VmKind = z.enum(['qemu', 'none']);
export type VmKind = z.infer<typeof VmKind>;

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
  /** Of the kind that the VM's adapters have; absent: as it is, or a new one. */
  attachment: AttachmentChoice.optional(),
  /** Absent: as it is, or nothing. */
  policy: PortPolicy.optional(),
});
export type AdapterSettings = z.infer<typeof AdapterSettings>;

/** An adapter as it is: its settings, and what the guest makes of them. */
export const Adapter = AdapterSettings.extend({
  networkId: z.string().nullable(),
  /** `up`: a guest is attached and its cable is plugged in. */
  link: z.enum(['up', 'down']),
  /** IPv4 addresses in use, as far as known. */
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
  /** What Start runs, without our arguments; null: the VM is started by hand. */
  command: z.string().nullable(),
  /** Of all its adapters, and of those that it gets later. */
  attachmentKind: AttachmentKind,
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

/** What may be changed on a VM; absent: left as it is. */
export const VmChange = z.object({
  name: VmName.optional(),
  command: VmCommand.nullable().optional(),
  /**
   * Of all its adapters: QEMU's cables stay QEMU's, and TAPs stay TAPs. `qemuDatagram` given again
   * replaces the ports that another program has taken.
   */
  attachmentKind: AttachmentKind.optional(),
  /** All adapters the VM shall have. */
  adapters: z.array(AdapterSettings).max(64).optional(),
});
