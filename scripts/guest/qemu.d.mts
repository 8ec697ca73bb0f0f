export interface MachineOptions {
  qemu: string;
  kvm: boolean;
  name: string;
  memoryMiB?: number;
  kernel: string;
  initramfs: string;
  append?: string[];
}
export const QEMU_MISSING: string;
export function findQemu(): string | null;
export const TCG: readonly string[];
export function kvmWorks(qemu: string): boolean;
export function runsGuestCode(qemu: string, accelerator: readonly string[]): boolean;
export function machineWords(options: MachineOptions): string[];
export function demoVmCommand(options: MachineOptions & { consolePath: string }): string;
