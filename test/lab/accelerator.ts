/**
 * Whether the lab's guests run under KVM. KVM is tried once before all test files (`globalSetup` of
 * vitest.config.ts), because this takes five seconds if KVM hangs. Test processes inherit the result
 * in their environment.
 */
import { findQemu, kvmWorks } from '../../scripts/guest/qemu.mjs';

const RESULT = 'PATCHCORD_LAB_KVM';

export function labHasKvm(qemu: string): boolean {
  process.env[RESULT] ??= String(kvmWorks(qemu));
  return process.env[RESULT] === 'true';
}

export default function tryBeforeTheTests(): void {
  const qemu = findQemu();
  if (qemu !== null) labHasKvm(qemu);
}
