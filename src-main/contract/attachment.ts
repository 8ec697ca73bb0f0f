/**
 * How one adapter of a VM is plugged in: one tagged value for contract, store and engine. The app's
 * part of each kind is in app/vms/attachments, the engine's part in engine/link/kinds.ts.
 * Left out: the words of the command line for these kinds; see attachmentWords.ts.
 */
import { z } from 'zod';

/** Name of a TAP. The app checks its characters. */
const TapName = z.string().max(64);

const PortNumber = z.number().int().min(1).max(65_535);

export const Attachment = z.discriminatedUnion('kind', [
  /** QEMU's `-netdev stream`: a unix socket that only this user can open. */
  z.object({ kind: z.literal('qemuStream') }),
  /** QEMU's `-netdev dgram`: two UDP ports on 127.0.0.1. Every user of this computer can send to them. */
  z.object({
    kind: z.literal('qemuDatagram'),
    enginePort: PortNumber,
    guestPort: PortNumber,
  }),
  /** A TAP that Patchcord holds open. Its netdev is a NIC for a namespace or a container. */
  z.object({ kind: z.literal('tap'), name: TapName }),
  /** A TAP that a hypervisor opens by its name: Patchcord reads and writes its netdev. */
  z.object({ kind: z.literal('heldTap'), name: TapName }),
]);
export type Attachment = z.infer<typeof Attachment>;

export const AttachmentKind = z.enum(['qemuStream', 'qemuDatagram', 'tap', 'heldTap']);
export type AttachmentKind = z.infer<typeof AttachmentKind>;
export type AttachmentOf<K extends AttachmentKind> = Extract<Attachment, { kind: K }>;

const ChosenTap = TapName.nullable().default(null);

/**
 * The part of an attachment that a person chooses. The app adds the rest, such as UDP ports. `name`:
 * a TAP that exists, or `pc…`, which Patchcord creates. Null: the TAP that the adapter has, or a new
 * one.
 */
export const AttachmentChoice = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('qemuStream') }),
  z.object({ kind: z.literal('qemuDatagram') }),
  z.object({ kind: z.literal('tap'), name: ChosenTap }),
  z.object({ kind: z.literal('heldTap'), name: ChosenTap }),
  /** Either: the kind that the VM has; for a new VM `heldTap` if a program has that TAP open. */
  z.object({ kind: z.literal('anyTap'), name: ChosenTap }),
]);
export type AttachmentChoice = z.infer<typeof AttachmentChoice>;

/** Name of the TAP; null: the cable is not a TAP. */
export function tapNameOf(attachment: Attachment | AttachmentChoice): string | null {
  return 'name' in attachment ? attachment.name : null;
}
