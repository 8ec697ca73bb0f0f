/** Check: QEMU is installed and has `-netdev stream`, which attaches guests. */
import type { HostWorld } from '../hostWorld.ts';
import { type HostCheck, ok, warning } from './hostCheck.ts';

export const QEMU = 'qemu-system-x86_64';
/** QEMU's changelog for 7.2: "-netdev stream" and "-netdev dgram" are new. */
const OLDEST = [7, 2] as const;

export function qemuCheck(world: HostWorld): HostCheck {
  return {
    id: 'qemu',
    async check() {
      const { status, output } = await world.run(QEMU, ['--version']);
      const found = /version (\d+)\.(\d+)[.\d]*/.exec(output);
      if (status !== 0 || found === null) return warning('qemuAbsent');
      const [major, minor] = [Number(found[1]), Number(found[2])];
      const version = found[0].slice('version '.length);
      return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])
        ? ok('qemuReady', { version })
        : warning('qemuOld', { version, needed: OLDEST.join('.') });
    },
  };
}
