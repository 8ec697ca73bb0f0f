/** Check: the user is in the group that may use the helper. The package creates the group. */
import type { HostWorld } from '../hostWorld.ts';
import type { SetUp } from '../setUp.ts';
import { type HostCheck, failed, ok, warning } from './hostCheck.ts';

export function groupMembershipCheck(world: HostWorld, setUp: SetUp): HostCheck {
  const join = (): Promise<void> => setUp('member');
  return {
    id: 'group-membership',
    check() {
      if (world.privileged()) return ok('privilegedAnyway');
      const group = findGroup(world.read('/etc/group') ?? '');
      if (group === null) return failed('groupAbsent', {}, join);
      if (world.groups.includes(group.gid)) return ok('member');
      return group.members.includes(world.user)
        ? warning('loginNeeded')
        : failed('notMember', {}, join);
    },
  };
}

/** group(5): name:password:GID:member,member */
function findGroup(file: string): { gid: number; members: string[] } | null {
  const fields = file
    .split('\n')
    .map((line) => line.split(':'))
    .find(([name]) => name === 'patchcord');
  return fields ? { gid: Number(fields[2]), members: (fields[3] ?? '').split(',') } : null;
}
