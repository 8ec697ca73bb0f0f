import type { AttachmentKind } from '../../../src-main/contract/attachment.ts';

/** What a new VM is: a QEMU, or a program that uses a TAP, which we hold (`tap`) or it (`heldTap`). */
export type VmChoice = Exclude<AttachmentKind, 'qemuDatagram'>;
