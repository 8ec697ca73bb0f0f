/**
 * The words for attachments in the command line, in its JSON and in settings files: `--kind`,
 * `--netdev`, `--held-by`, `--tap`. Existing scripts and files rely on them.
 */
import { z } from 'zod';
import type { AttachmentChoice, AttachmentKind } from './attachment.ts';
import { PatchcordError } from './errors.ts';

/** `qemu`: each adapter is a socket. `tap`: each adapter is a TAP of this computer (R55). */
export const VmWord = z.enum(['qemu', 'tap']);
export type VmWord = z.infer<typeof VmWord>;

/** How QEMU's cards are connected to Patchcord (R51), by QEMU's names. */
export const Netdev = z.enum(['stream', 'dgram']);
export type Netdev = z.infer<typeof Netdev>;

/** Which program has the TAPs of a VM open. */
export const TapHolder = z.enum(['patchcord', 'hypervisor']);
export type TapHolder = z.infer<typeof TapHolder>;

interface AttachmentWords {
  readonly kind: VmWord;
  /** For TAPs, which have no netdev of QEMU, `stream`. */
  readonly netdev: Netdev;
  /** Null: not a TAP. */
  readonly tapHolder: TapHolder | null;
}

const WORDS: Readonly<Record<AttachmentKind, AttachmentWords>> = {
  qemuStream: { kind: 'qemu', netdev: 'stream', tapHolder: null },
  qemuDatagram: { kind: 'qemu', netdev: 'dgram', tapHolder: null },
  tap: { kind: 'tap', netdev: 'stream', tapHolder: 'patchcord' },
  heldTap: { kind: 'tap', netdev: 'stream', tapHolder: 'hypervisor' },
};

/** The kind of attachment that a word stands for. */
export const NETDEV_KINDS = { stream: 'qemuStream', dgram: 'qemuDatagram' } as const;
export const HOLDER_KINDS = { patchcord: 'tap', hypervisor: 'heldTap' } as const;

export function attachmentWords(kind: AttachmentKind): AttachmentWords {
  return WORDS[kind];
}

/** Words for a new VM; absent ones get defaults. */
interface NewVmWords {
  readonly kind: VmWord;
  readonly netdev?: Netdev | undefined;
  readonly tap?: string | null | undefined;
  readonly tapHolder?: TapHolder | undefined;
}

/** @throws PatchcordError `tapOfTapVms`; `vm` is the VM's name, for its sentence */
export function attachmentChoice(vm: string, words: NewVmWords): AttachmentChoice {
  const { kind, netdev = 'stream', tap = null, tapHolder } = words;
  if (kind === 'tap')
    return { kind: tapHolder === undefined ? 'anyTap' : HOLDER_KINDS[tapHolder], name: tap };
  if (tap !== null || tapHolder !== undefined) throw new PatchcordError('tapOfTapVms', { vm });
  return { kind: NETDEV_KINDS[netdev] };
}
