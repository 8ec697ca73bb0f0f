/**
 * Check: KVM works. /dev/kvm can exist and not work (nested guests, firmware settings). It can even
 * accept a machine and never run it, so the check runs guest code.
 */
import { QEMU } from './qemu.ts';
import type { HostWorld } from '../hostWorld.ts';
import type { SetUp } from '../setUp.ts';
import { type HostCheck, ok, skipped, warning } from './hostCheck.ts';

/**
 * A machine without a boot device. Its firmware finds nothing to boot and restarts the machine; with
 * `-no-reboot` QEMU exits then. Status 0 proves that guest code ran. Under TCG it takes 600 ms.
 */
const TRIAL = [
  ...['-accel', 'kvm', '-cpu', 'host', '-m', '16', '-nic', 'none'],
  ...['-nodefaults', '-display', 'none', '-no-reboot', '-boot', 'reboot-timeout=1'],
];

export function kvmCheck(world: HostWorld, setUp: SetUp): HostCheck {
  return {
    id: 'kvm',
    async check() {
      const errno = world.tryOpen('/dev/kvm', true);
      if (errno === 'EACCES') return warning('kvmForbidden', {}, () => setUp('kvm'));
      if (errno !== null) return warning('kvmAbsent', { errno });
      const { status, output } = await world.run(QEMU, TRIAL);
      if (status === 'ENOENT') return skipped('kvmUntried');
      if (status === 'ETIMEDOUT') return warning('kvmHangs');
      return status === 0 ? ok('kvmWorks') : warning('kvmFails', { reason: lastLine(output) });
    },
  };
}

function lastLine(text: string): string {
  return text.split('\n').at(-1)!;
}
