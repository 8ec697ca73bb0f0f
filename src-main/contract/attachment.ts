/**
 * How one adapter of a VM is plugged in: one tagged value from the contract to the store and the
 * engine. What the app knows of each kind is in app/vms/attachments, what the engine knows of it in
 * engine/link/kinds.ts.
 * Left out: the words that the command line has for these kinds; see attachmentWords.ts.
 */
import { z } from 'zod';

/** The name of a TAP; the app checks it as a whole. */
const TapName = z.string().max(64);

const PortNumber = z.number().int().min(1).max(65_535);

export const Attachment = z.discriminatedUnion('kind', [
  /** QEMU's `-netdev stream`: a unix socket that only this user can open. */
  z.object({ kind: z.literal('qemuStream') }),
  /** QEMU's `-netdev dgram`: two UDP ports on 127.0.0.1, which every user of this computer can send to. */
  z.object({
    kind: z.literal('qemuDatagram'),
    enginePort: PortNumber,
    guestPort: PortNumber,
  }),
  /** A TAP that we hold: its netdev is a NIC for a namespace, a container or this computer. */
  z.object({ kind: z.literal('tap'), name: TapName }),
  /** A TAP that a hypervisor opens by its name: we read and write its netdev. */
  z.object({ kind: z.literal('heldTap'), name: TapName }),
]);
export type Attachment = z.infer<typeof Attachment>;

export const AttachmentKind = z.enum(['qemuStream', 'qemuDatagram', 'tap', 'heldTap']);
export type AttachmentKind = z.infer<typeof AttachmentKind>;
export type AttachmentOf<K extends AttachmentKind> = Extract<Attachment, { kind: K }>;

const ChosenTap = TapName.nullable().default(null);

/**
 * What a person chooses of an attachment; the app completes it. UDP ports are always the app's
 * choice. A TAP's name is of one that exists, or `pc…`, which we make; null: the adapter's own, or a
 * new one.
 */
export const AttachmentChoice = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('qemuStream') }),
  z.object({ kind: z.literal('qemuDatagram') }),
  z.object({ kind: z.literal('tap'), name: ChosenTap }),
  z.object({ kind: z.literal('heldTap'), name: ChosenTap }),
  /** One of both: as the VM's TAPs are; for a new VM `heldTap` where something has that TAP open. */
  z.object({ kind: z.literal('anyTap'), name: ChosenTap }),
]);
export type AttachmentChoice = z.infer<typeof AttachmentChoice>;

/** Name of the TAP, or null where the cable is no TAP. */
export function tapNameOf(attachment: Attachment | AttachmentChoice): string | null {
  return 'name' in attachment ? attachment.name : null;
}
