import type { AttachmentKind } from '../../../src-main/contract/attachment.ts';

/** The kind of a new VM: QEMU, or a TAP that Patchcord (`tap`) or a hypervisor (`heldTap`) holds. */
export type VmChoice = Exclude<AttachmentKind, 'qemuDatagram'>;
