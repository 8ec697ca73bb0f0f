/** The computer's own QEMU: where it is, whether KVM works, and the commands of the demo's guests. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { programPath } from './hostPrograms.mjs';

const PROGRAM = 'qemu-system-x86_64';
/** Limit for a machine that ends as soon as it boots, in ms; under TCG it takes 250. */
const TRIAL_WAIT_MS = 5_000;
/** Port of QEMU's isa-debug-exit; writing `v` ends QEMU with status `2 v + 1`. */
const DEBUG_EXIT_PORT = 0xf4;
const DEBUG_EXIT_STATUS = 1;
export const QEMU_MISSING =
  'QEMU is missing. Install it: sudo apt-get install qemu-system-x86 (Debian, Ubuntu)';

/** @returns {string | null} its path; when null, `QEMU_MISSING` says what to do */
export function findQemu() {
  return programPath(PROGRAM);
}

const KVM = ['-accel', 'kvm', '-cpu', 'host'];
export const TCG = ['-accel', 'tcg', '-cpu', 'max'];

/** Tries it: /dev/kvm can exist, accept a machine and never run it. */
export function kvmWorks(qemu) {
  return runsGuestCode(qemu, KVM);
}

/** A boot sector writes to QEMU's debug exit port, which ends QEMU with DEBUG_EXIT_STATUS. */
export function runsGuestCode(qemu, accelerator) {
  const dir = mkdtempSync(join(tmpdir(), 'patchcord-kvm-'));
  const image = join(dir, 'boot.img');
  writeFileSync(image, bootSector());
  const words = [...accelerator, '-m', '16', '-nodefaults', '-display', 'none'];
  const exit = ['-device', `isa-debug-exit,iobase=${DEBUG_EXIT_PORT},iosize=1`];
  const boot = ['-drive', `file=${image},format=raw,if=floppy`, '-boot', 'a', '-nic', 'none'];
  try {
    const result = spawnSync(qemu, [...words, ...exit, ...boot], {
      timeout: TRIAL_WAIT_MS,
      killSignal: 'SIGKILL',
      stdio: 'ignore',
    });
    return result.status === DEBUG_EXIT_STATUS;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** `mov al, 0; out DEBUG_EXIT_PORT, al; jmp $`, with the signature that a BIOS looks for. */
function bootSector() {
  const sector = Buffer.alloc(512);
  sector.set([0xb0, 0x00, 0xe6, DEBUG_EXIT_PORT, 0xeb, 0xfe]);
  sector.set([0x55, 0xaa], 510);
  return sector;
}

/** Only the machine's own words: no card, no disk, no display; its network arguments are appended. */
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
 * The command line of a demo guest, as a person would type it. It talks a little every few seconds.
 * @param {{ qemu: string, kvm: boolean, name: string, kernel: string, initramfs: string,
 *   memoryMiB?: number, consolePath: string }} options
 *   `consolePath`: a unix socket with the guest's console (socat -,raw,echo=0 UNIX-CONNECT:…)
 */
export function demoVmCommand(options) {
  const console = `unix:${options.consolePath.replaceAll(',', ',,')},server=on,wait=off`;
  return [...machineWords(options), '-serial', console].map(quoted).join(' ');
}

/** As quoteCommandLine of src-main/hypervisor/qemu/commandLine.ts, for a Node without TypeScript. */
function quoted(word) {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
