import type { TapHolder } from '../../src-main/contract/vm.ts';

/** What a new VM is: a QEMU, or whatever uses a TAP, which this one has open. */
export type VmChoice = 'qemu' | TapHolder;
