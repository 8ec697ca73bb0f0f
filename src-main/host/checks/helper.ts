/** Check: the helper exists, can be run, has its capabilities and the version of this program. */
import { HELPER_VERSION, findHelper } from '../../../native/lib/helperProgram.ts';
import type { HostWorld } from '../hostWorld.ts';
import type { SetUp } from '../setUp.ts';
import { type Finding, type HostCheck, failed, ok, skipped } from './hostCheck.ts';

export function helperCheck(
  world: HostWorld,
  setUp: SetUp,
  find: () => string | null = findHelper,
): HostCheck {
  return {
    id: 'helper',
    async check() {
      if (world.privileged()) return ok('privilegedAnyway');
      const path = find();
      return path === null ? failed('helperAbsent') : tryHelper(world, setUp, path);
    },
  };
}

async function tryHelper(world: HostWorld, setUp: SetUp, path: string): Promise<Finding> {
  const { status, output } = await world.run(path, ['version']);
  const install = (): Promise<void> => setUp('helper', path);
  if (status === 'EACCES') return skipped('helperForbidden', { path });
  if (output.startsWith('notCapable')) return failed('helperPowerless', { path }, install);
  if (output !== `patchcord-helper ${HELPER_VERSION}`)
    return failed('helperOfOtherVersion', { path, said: output });
  return ok('helperReady', { path });
}
