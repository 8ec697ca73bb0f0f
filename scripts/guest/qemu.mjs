/** This computer's QEMU: its path, whether KVM works, and the commands of the demo's guests. */
import { spawnSync } from 'node:child_process';
import { programPath } from './hostPrograms.mjs';

const PROGRAM = 'qemu-system-x86_64';
/** Time limit for a machine that ends as soon as its firmware has run, ms. Under TCG it takes 600. */
const TRIAL_WAIT_MS = 5_000;
export const QEMU_MISSING =
  'QEMU is missing. Install it: sudo apt-get install qemu-system-x86 (Debian, Ubuntu)';

/** @returns {string | null} its path; null: `QEMU_MISSING` says what to do */
export function findQemu() {
  return programPath(PROGRAM);
}

const KVM = ['-accel', 'kvm', '-cpu', 'host'];
export const TCG = ['-accel', 'tcg', '-cpu', 'max'];

/** Runs a machine, because /dev/kvm can exist, accept a machine and never run it. */
export function kvmWorks(qemu) {
  return runsGuestCode(qemu, KVM);
}

/**
 * A machine without a boot device. Its firmware finds nothing to boot and restarts it, which ends
 * QEMU with status 0. The same as in src-main/host/checks/kvm.ts, for a Node without TypeScript.
 */
export function runsGuestCode(qemu, accelerator) {
  const machine = ['-m', '16', '-nodefaults', '-display', 'none', '-nic', 'none'];
  const end = ['-no-reboot', '-boot', 'reboot-timeout=1'];
  const result = spawnSync(qemu, [...accelerator, ...machine, ...end], {
    timeout: TRIAL_WAIT_MS,
    killSignal: 'SIGKILL',
    stdio: 'ignore',
  });
  return result.status === 0;
}

/** A machine without card, disk and display. The network arguments are appended. */
export function machineWords({ qemu, kvm, name, memoryMiB = 128, kernel, initramfs, append = [] }) {
  const words = ['console=ttyS0', 'quiet', 'panic=-1', `patchcord.name=${name}`, ...append];
  return [
    ...[qemu, '-name', name, '-nodefaults', '-display', 'none', '-no-reboot'],
    ...(kvm ? KVM : TCG),
    ...['-m', String(memoryMiB), '-kernel', kernel, '-initrd', initramfs],
    ...['-append', words.join(' ')],
  ];
}

/**
 * The command line of a demo guest, as a user would type it. The guest sends a little traffic.
 * @param {{ qemu: string, kvm: boolean, name: string, kernel: string, initramfs: string,
 *   memoryMiB?: number, consolePath: string }} options
 *   `consolePath`: a Unix socket with the guest's console (socat -,raw,echo=0 UNIX-CONNECT:…)
 */
export function demoVmCommand(options) {
  const console = `unix:${options.consolePath.replaceAll(',', ',,')},server=on,wait=off`;
  return [...machineWords(options), '-serial', console].map(quoted).join(' ');
}

/** The same as src-main/contract/shellWord.ts, for a Node without TypeScript. */
function quoted(word) {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
