/** KVM is tried, because a device that is there may not work (nested guests, firmware settings). */
import { QEMU } from './qemu.ts';
import type { HostWorld } from '../hostWorld.ts';
import type { SetUp } from '../setUp.ts';
import { type HostCheck, ok, skipped, warning } from './hostCheck.ts';

/** A machine with the host's own processor that is paused and ends at once. */
const TRIAL = ['-accel', 'kvm', '-cpu', 'host', '-S', '-nodefaults', '-display', 'none'];
const GOOD_BYE = 'quit\n';

export function kvmCheck(world: HostWorld, setUp: SetUp): HostCheck {
  return {
    id: 'kvm',
    async check() {
      const errno = world.tryOpen('/dev/kvm', true);
      if (errno === 'EACCES') return warning('kvmForbidden', {}, () => setUp('kvm'));
      if (errno !== null) return warning('kvmAbsent', { errno });
      const { status, output } = await world.run(
        QEMU,
        [...TRIAL, '-nic', 'none', '-monitor', 'stdio'],
        GOOD_BYE,
      );
      if (status === 'ENOENT') return skipped('kvmUntried');
      return status === 0 ? ok('kvmWorks') : warning('kvmFails', { reason: lastLine(output) });
    },
  };
}

function lastLine(text: string): string {
  return text.split('\n').at(-1)!;
}
