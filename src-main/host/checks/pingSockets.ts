/** Check: one of this process's groups is in ping_group_range, icmp(7). */
import type { HostWorld } from '../hostWorld.ts';
import type { SetUp } from '../setUp.ts';
import { type HostCheck, ok, warning } from './hostCheck.ts';

const SETTING = '/proc/sys/net/ipv4/ping_group_range';

export function pingSocketsCheck(world: HostWorld, setUp: SetUp): HostCheck {
  return {
    id: 'ping-sockets',
    check() {
      const range = world.read(SETTING)?.trim().replace(/\s+/, ' ');
      if (range === undefined) return warning('pingUnknown');
      const [first, last] = range.split(' ').map(Number);
      return world.groups.some((gid) => gid >= first! && gid <= last!)
        ? ok('pingAllowed')
        : warning('pingForbidden', { range }, () => setUp('ping'));
    },
  };
}
