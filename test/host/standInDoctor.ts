/** The set-up checks on a computer of which some parts are wrong, and repairs that mend it. */
import { HELPER_VERSION } from '../../native/lib/helperProgram.ts';
import type { Nic } from '../../src-main/contract/network.ts';
import { freeSubnetCheck } from '../../src-main/host/checks/freeSubnet.ts';
import { groupMembershipCheck } from '../../src-main/host/checks/groupMembership.ts';
import { helperCheck } from '../../src-main/host/checks/helper.ts';
import { kvmCheck } from '../../src-main/host/checks/kvm.ts';
import { leftChangesCheck } from '../../src-main/host/checks/leftChanges.ts';
import { nativeModuleCheck } from '../../src-main/host/checks/nativeModule.ts';
import { networkCardsCheck } from '../../src-main/host/checks/networkCards.ts';
import { pingSocketsCheck } from '../../src-main/host/checks/pingSockets.ts';
import { qemuCheck } from '../../src-main/host/checks/qemu.ts';
import { tunDeviceCheck } from '../../src-main/host/checks/tunDevice.ts';
import { Doctor } from '../../src-main/host/doctor.ts';
import type { HostChanges } from '../../src-main/host/hostChanges.ts';
import type { Outcome } from '../../src-main/host/hostWorld.ts';
import type { SetUp } from '../../src-main/host/setUp.ts';
import { fakeWorld } from './fakeWorld.ts';

const TUN = '/dev/net/tun';
const GROUPS = '/etc/group';
const PING_RANGE = '/proc/sys/net/ipv4/ping_group_range';
export const HELPER = '/usr/lib/patchcord/patchcord-helper';
/** The user's own group, and the program's. */
const [OWN_GID, PROGRAM_GID] = [1000, 990];

/** Missing: the TUN driver, the group's member, ping sockets, KVM. All but KVM can be repaired. */
export function standInDoctor(nics: () => readonly Nic[], changes: HostChanges): Doctor {
  const opens: Record<string, string | null> = { [TUN]: 'ENOENT', '/dev/kvm': 'ENOENT' };
  const files: Record<string, string> = {
    [GROUPS]: `patchcord:x:${PROGRAM_GID}:`,
    [PING_RANGE]: '1\t0',
  };
  const programs: Record<string, Outcome> = {
    [HELPER]: { status: 'EACCES', output: '' },
    'qemu-system-x86_64': { status: 0, output: 'QEMU emulator version 10.0.3' },
  };
  const groups = [OWN_GID];
  const mend: Readonly<Record<string, () => void>> = {
    tun: () => (opens[TUN] = null),
    ping: () => (files[PING_RANGE] = '0\t2147483647'),
    member: () => {
      groups.push(PROGRAM_GID);
      programs[HELPER] = { status: 0, output: `patchcord-helper ${HELPER_VERSION}` };
    },
  };
  const setUp: SetUp = (what = '') => {
    mend[what]!();
    return Promise.resolve();
  };
  const world = fakeWorld({ opens, files, programs, groups });
  return new Doctor([
    nativeModuleCheck(() => ({})),
    tunDeviceCheck(world, setUp),
    groupMembershipCheck(world, setUp),
    helperCheck(world, setUp, () => HELPER),
    networkCardsCheck(nics, () => false),
    leftChangesCheck(changes),
    pingSocketsCheck(world, setUp),
    freeSubnetCheck(() => []),
    qemuCheck(world),
    kvmCheck(world, setUp),
  ]);
}
