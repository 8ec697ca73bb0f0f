/** Each check, with computers for each of its findings. */
import { describe, expect, test } from 'vitest';
import { HELPER_VERSION } from '../../../native/lib/helperProgram.ts';
import type { Nic } from '../../../src-main/contract/network.ts';
import { freeSubnetCheck } from '../../../src-main/host/checks/freeSubnet.ts';
import { groupMembershipCheck } from '../../../src-main/host/checks/groupMembership.ts';
import { helperCheck } from '../../../src-main/host/checks/helper.ts';
import type { HostCheck } from '../../../src-main/host/checks/hostCheck.ts';
import { kvmCheck } from '../../../src-main/host/checks/kvm.ts';
import { nativeModuleCheck } from '../../../src-main/host/checks/nativeModule.ts';
import { networkCardsCheck } from '../../../src-main/host/checks/networkCards.ts';
import { pingSocketsCheck } from '../../../src-main/host/checks/pingSockets.ts';
import { qemuCheck } from '../../../src-main/host/checks/qemu.ts';
import { tunDeviceCheck } from '../../../src-main/host/checks/tunDevice.ts';
import { fakeSetUp, fakeWorld } from '../fakeWorld.ts';

type World = Parameters<typeof fakeWorld>[0];
type Make = (
  world: ReturnType<typeof fakeWorld>,
  setUp: ReturnType<typeof fakeSetUp>['setUp'],
) => HostCheck;

/** The check's finding, and its repair's calls of the set-up program. */
async function look(make: Make, described: World): Promise<string> {
  const { setUp, asked } = fakeSetUp();
  const { status, code, repair } = await make(fakeWorld(described), setUp).check();
  await repair?.();
  return [status, code, ...asked].join(' ');
}

const TUN = '/dev/net/tun';
const RANGE = '/proc/sys/net/ipv4/ping_group_range';
const GROUP = '/etc/group';
const nic = (name: string, up = true): Nic => ({
  name,
  mac: '',
  wireless: false,
  up,
  addresses: [],
  defaultRoute: false,
});

describe('R62 tun-device', () => {
  test.each([
    [null, 'ok tunReady'],
    ['ENOENT', 'failed tunAbsent tun'],
    ['ENODEV', 'failed tunAbsent tun'],
    ['EACCES', 'failed tunClosed tun'],
  ])('%s: %s', async (errno, said) => {
    expect(await look(tunDeviceCheck, { opens: { [TUN]: errno } })).toBe(said);
  });
});

describe('R62 group-membership', () => {
  test.each<[World, string]>([
    [{ privileged: true }, 'ok privilegedAnyway'],
    [{ files: { [GROUP]: 'users:x:100:\n' } }, 'failed groupAbsent member'],
    [{ files: { [GROUP]: 'patchcord:x:990:bob\n' } }, 'failed notMember member'],
    [{ files: { [GROUP]: 'patchcord:x:990:bob,ada\n' } }, 'warning loginNeeded'],
    [{ files: { [GROUP]: 'patchcord:x:990:bob\n' }, groups: [1000, 990] }, 'ok member'],
  ])('%o: %s', async (world, said) => {
    expect(await look(groupMembershipCheck, world)).toBe(said);
  });
});

describe('R62 helper', () => {
  const PATH = '/usr/lib/patchcord/patchcord-helper';
  const at: Make = (world, setUp) => helperCheck(world, setUp, () => PATH);
  const answering = (status: number | string, output: string): World => ({
    programs: { [PATH]: { status, output } },
  });
  test.each<[World, string]>([
    [{ privileged: true }, 'ok privilegedAnyway'],
    [answering('EACCES', ''), 'skipped helperForbidden'],
    [answering(1, 'notCapable 1'), `failed helperPowerless helper ${PATH}`],
    [answering(0, 'patchcord-helper 0'), 'failed helperOfOtherVersion'],
    [answering(0, `patchcord-helper ${HELPER_VERSION}`), 'ok helperReady'],
  ])('%o: %s', async (world, said) => {
    expect(await look(at, world)).toBe(said);
  });

  test('there is none', async () => {
    const none: Make = (world, setUp) => helperCheck(world, setUp, () => null);
    expect(await look(none, {})).toBe('failed helperAbsent');
  });
});

describe('R11 network-cards', () => {
  test.each<[Nic[], string[], string]>([
    [[], [], 'warning noCards'],
    [[nic('eth0', false)], [], 'warning noCardUp'],
    [[nic('eth0'), nic('eth1')], ['eth1'], 'warning cardsTaken'],
    [[nic('eth0'), nic('eth1', false)], [], 'ok cardsUsable'],
  ])('%o, taken %o: %s', async (nics, taken, said) => {
    const make: Make = () =>
      networkCardsCheck(
        () => nics,
        (name) => taken.includes(name),
      );
    expect(await look(make, {})).toBe(said);
  });
});

describe('R24 ping-sockets', () => {
  test.each<[World, string]>([
    [{}, 'warning pingUnknown'],
    [{ files: { [RANGE]: '1\t0\n' } }, 'warning pingForbidden ping'],
    [{ files: { [RANGE]: '0\t2147483647\n' } }, 'ok pingAllowed'],
    [{ files: { [RANGE]: '1001\t1001\n' } }, 'warning pingForbidden ping'],
    [{ files: { [RANGE]: '1001\t1001\n' }, groups: [5, 1001] }, 'ok pingAllowed'],
  ])('%o: %s', async (world, said) => {
    expect(await look(pingSocketsCheck, world)).toBe(said);
  });
});

describe('kvm', () => {
  const QEMU = 'qemu-system-x86_64';
  test.each<[World, string]>([
    [{ opens: { '/dev/kvm': 'ENOENT' } }, 'warning kvmAbsent'],
    [{ opens: { '/dev/kvm': 'EACCES' } }, 'warning kvmForbidden kvm'],
    [{}, 'skipped kvmUntried'],
    [{ programs: { [QEMU]: { status: 1, output: 'no' } } }, 'warning kvmFails'],
    [{ programs: { [QEMU]: { status: 'ETIMEDOUT', output: '' } } }, 'warning kvmHangs'],
    [{ programs: { [QEMU]: { status: 0, output: '' } } }, 'ok kvmWorks'],
  ])('%o: %s', async (world, said) => {
    expect(await look(kvmCheck, world)).toBe(said);
  });
});

describe('R51 qemu', () => {
  const saying = (version: string): World => ({
    programs: {
      'qemu-system-x86_64': { status: 0, output: `QEMU emulator version ${version} (Debian)` },
    },
  });
  test.each<[World, string]>([
    [{}, 'warning qemuAbsent'],
    [saying('6.2.0'), 'warning qemuOld'],
    [saying('7.1.0'), 'warning qemuOld'],
    [saying('7.2.22'), 'ok qemuReady'],
    [saying('10.0.3'), 'ok qemuReady'],
  ])('%o: %s', async (world, said) => {
    expect(await look(qemuCheck, world)).toBe(said);
  });
});

test('R33 free-subnet', async () => {
  const clash = { network: 'Shared', subnet: 's', nic: 'tun0', address: 'a' };
  expect(await look(() => freeSubnetCheck(() => []), {})).toBe('ok subnetsFree');
  expect(await look(() => freeSubnetCheck(() => [clash]), {})).toBe('warning subnetTaken');
});

test('native-module', async () => {
  expect(await look(() => nativeModuleCheck(() => null), {})).toBe('failed moduleMissing');
  expect(await look(() => nativeModuleCheck(() => ({})), {})).toBe('ok moduleLoaded');
  const broken = (): never => {
    throw new Error('wrong ELF class');
  };
  expect(await look(() => nativeModuleCheck(broken), {})).toBe('failed moduleBroken');
});
