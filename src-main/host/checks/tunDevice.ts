/** Check: this user can open /dev/net/tun. The helper opens it as this user. */
import type { HostWorld } from '../hostWorld.ts';
import type { SetUp } from '../setUp.ts';
import { type HostCheck, failed, ok } from './hostCheck.ts';

export function tunDeviceCheck(world: HostWorld, setUp: SetUp): HostCheck {
  const repair = (): Promise<void> => setUp('tun');
  return {
    id: 'tun-device',
    check() {
      const errno = world.tryOpen('/dev/net/tun', true);
      if (errno === null) return ok('tunReady');
      const closed = errno === 'EACCES' || errno === 'EPERM';
      return failed(closed ? 'tunClosed' : 'tunAbsent', { errno }, repair);
    },
  };
}
