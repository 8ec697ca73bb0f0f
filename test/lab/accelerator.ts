/**
 * Whether the lab's guests run under KVM. The trial is made once for all test files, before they
 * start (`globalSetup` of vitest.config.ts), because a KVM that hangs takes it five seconds. Test
 * processes inherit the result in their environment.
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
