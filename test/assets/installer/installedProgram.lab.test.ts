/**
 * Patchcord as its package installs it, used by ordinary users in a throw-away root: the command,
 * the engine, the helper with its file capabilities, and a QEMU guest that a member of the group
 * connects to a LAN with a DHCP server. Node replaces Electron's binary.
 */
import { type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { guestCacheDir } from '../../../scripts/guest/buildGuest.mjs';
import { Guest } from '../../lab/guest.ts';
import { Namespace } from '../../lab/namespaces.ts';
import {
  buildDebianPackage,
  installPackage,
  unpackProgram,
} from '../../lab/packaging/debianPackage.ts';
import { describeLab } from '../../lab/prerequisites.ts';
import { type Person, type Said, ThrowAwayRoot } from '../../lab/throwAwayRoot.ts';

const NEEDS = ['root', 'tun', 'setcap', 'qemu-system-x86_64', 'busybox', 'ip', 'dnsmasq', 'ping'];
const HOST_ADDRESS = '198.51.100.1';
const LAN_ADDRESS = '198.51.100.2';

/** Time limit with QEMU's boot, ms. It takes 13 s on an idle machine, 40 s on a busy one. */
const BRIDGING_LIMIT_MS = 180_000;

/** Files that dpkg, the user database and the icon theme keep. */
const KEPT_BY_OTHERS =
  /^\/(var\/(lib\/dpkg|log|cache)\/|etc\/(passwd|group|shadow|gshadow|sub[ug]id)-?$|etc\/\.pwd\.lock$|usr\/share\/icons\/hicolor\/icon-theme\.cache$)/;

let folder: string;
let root: ThrowAwayRoot;
let lan: Namespace | undefined;
let packages: readonly [string, string];
let guest: Guest | null = null;
const running: ChildProcess[] = [];

/** A member of the group that may use the helper. */
const ada = (): Person => ({ uid: 4001, groups: [root.groupId('patchcord')] });
/** Not a member. */
const bob = (): Person => ({ uid: 4002 });

const command = ({ uid }: Person, words: readonly string[]): string[] => [
  'env',
  `PATCHCORD_DATA_DIR=/tmp/data-${uid}`,
  'patchcord',
  ...words,
];

const patchcord = (as: Person, ...words: string[]): Said => root.run(command(as, words), as);

/** One that must succeed; gives its value. */
function value(as: Person, ...words: string[]): unknown {
  const { status, output } = patchcord(as, ...words, '--json');
  if (status !== 0) throw new Error(`patchcord ${words.join(' ')}: ${status} ${output}`);
  return JSON.parse(output);
}

/** Runs the program until it says that it is there. */
async function serve(as: Person): Promise<void> {
  const child = root.spawn(command(as, ['serve', '--no-open', '--json']), as);
  running.push(child);
  const lines = createInterface({ input: child.stdout! });
  const first = await Promise.race([once(lines, 'line'), once(child, 'exit').then(() => null)]);
  if (first === null) throw new Error('patchcord serve ended');
}

async function stopServing(): Promise<void> {
  for (const child of running.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    await gone;
  }
}

/** A LAN behind the root's only network card, with a DHCP server. */
function plugIntoLan(): void {
  lan = new Namespace('pc-package-lan');
  lan.ip('link', 'add', 'lan0', 'type', 'veth', 'peer', 'name', 'lan0', 'netns', String(root.pid));
  lan.ip('address', 'add', `${LAN_ADDRESS}/24`, 'dev', 'lan0');
  lan.ip('link', 'set', 'lan0', 'up');
  root.must('ip', 'address', 'add', `${HOST_ADDRESS}/24`, 'dev', 'lan0');
  root.must('ip', 'link', 'set', 'lan0', 'up');
  lan.spawn(
    'dnsmasq',
    ...['--keep-in-foreground', '--conf-file=/dev/null', '--no-hosts', '--no-resolv', '--port=0'],
    ...['--interface=lan0', '--bind-interfaces', '--pid-file=', '--leasefile-ro'],
    '--dhcp-range=198.51.100.100,198.51.100.150,255.255.255.0,1h',
  );
}

describeLab('R62 the installed program', NEEDS, () => {
  beforeAll(async () => {
    // Not below /tmp, because the throw-away root has its own /tmp.
    folder = mkdtempSync('/var/tmp/pc-installed-');
    chmodSync(folder, 0o755);
    packages = [buildDebianPackage(folder, '0.1.0'), buildDebianPackage(folder, '0.2.0')];
    root = await ThrowAwayRoot.make([folder, guestCacheDir()]);
    root.addUser('ada', 4001);
    root.addUser('bob', 4002);
    installPackage(root, packages[0]);
    unpackProgram(root);
    plugIntoLan();
    // An administrator must allow the LAN's card here, because it is not a physical one.
    root.write('/etc/patchcord/helper.conf', 'nic lan0\n');
  });

  afterAll(async () => {
    await stopServing();
    await guest?.stop();
    lan?.dispose();
    root.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  test('R66 the command: a window without words, the command line with some', () => {
    expect(root.run(['patchcord'], ada()).output).toBe('the window of /opt/Patchcord/patchcord\n');
    expect(patchcord(ada(), '--version')).toMatchObject({ status: 0, output: '0.1.0\n' });
    expect(patchcord(ada(), 'status')).toMatchObject({ status: 3 });
    expect(patchcord(ada(), 'stauts')).toMatchObject({ status: 2 });
  });

  test('the doctor finds no fault for a member, and says what other users have to do', () => {
    const found = (as: Person): Record<string, string> =>
      Object.fromEntries(
        (value(as, 'doctor') as { id: string; status: string }[]).map((c) => [c.id, c.status]),
      );
    const inOrder = { 'native-module': 'ok', 'tun-device': 'ok' };
    expect(found(ada())).toMatchObject({ ...inOrder, 'group-membership': 'ok', helper: 'ok' });
    expect(found(bob())).toMatchObject({ ...inOrder, 'group-membership': 'failed' });
  });

  test(
    'R8 R12 a member’s guest has a lease from the LAN; LAN, host and guest ping each other',
    async () => {
      await serve(ada());
      expect(value(ada(), 'status')).toMatchObject({ engine: { state: 'running' } });
      value(ada(), 'vm', 'add', 'one', '--mode', 'host', '--nic', 'lan0');
      guest = await Guest.prepare({ name: 'one', folder, uid: 4001 });
      value(ada(), 'vm', 'set', 'one', '--command', guest.command);
      value(ada(), 'vm', 'start', 'one');
      await guest.ready();
      const { ip } = await guest.lease('eth0', 30_000);
      expect(ip).toMatch(/^198\.51\.100\.1\d\d$/);
      expect(await lan!.run('ping', '-c', '3', '-i', '0.2', ip!)).toContain(' 0% packet loss');
      expect(root.must('ping', '-c', '3', '-i', '0.2', ip!)).toContain(' 0% packet loss');
      for (const address of [LAN_ADDRESS, HOST_ADDRESS])
        expect((await guest.run(`ping -c 3 -W 10 ${address}`)).output).toContain(' 0% packet loss');
    },
    BRIDGING_LIMIT_MS,
  );

  test('a user who is not in the group is refused, with what to do', async () => {
    await serve(bob());
    const { status, output } = patchcord(
      bob(),
      'vm',
      'add',
      'two',
      '--mode',
      'host',
      '--nic',
      'lan0',
    );
    expect(status).toBe(1);
    expect(output).toContain('Join the group “patchcord”');
    value(bob(), 'vm', 'add', 'two', '--mode', 'shared');
  });

  test('after the programs have ended nothing of theirs is left on the network card', async () => {
    await guest!.stop();
    await stopServing();
    expect(root.must('ip', '-d', 'link', 'show', 'lan0')).toContain('promiscuity 0');
    expect(root.must('tc', 'qdisc', 'show', 'dev', 'lan0')).not.toContain('clsact');
    expect(root.must('ip', '-o', 'link')).not.toMatch(/^\d+: pc/m);
  });

  test('upgraded: the member’s VM and right to Host adapter are still there', async () => {
    installPackage(root, packages[1]);
    unpackProgram(root);
    expect(root.must('dpkg-query', '--show', 'patchcord')).toContain('0.2.0');
    await serve(ada());
    expect(value(ada(), 'status')).toMatchObject({
      modes: expect.arrayContaining([{ mode: 'host', problem: null }]) as unknown,
    });
    expect(value(ada(), 'vm', 'list')).toMatchObject([
      { name: 'one', adapters: [{ mode: 'host', nic: 'lan0' }] },
    ]);
    await stopServing();
  });

  test('purged: no file of Patchcord is left, nor its group', () => {
    const program = '/opt/Patchcord/patchcord';
    expect(root.changedFiles()).toEqual(expect.arrayContaining([program, '/usr/bin/patchcord']));
    root.must('dpkg', '--purge', 'patchcord');
    expect(root.changedFiles().filter((path) => !KEPT_BY_OTHERS.test(path))).toEqual([]);
    expect(root.run(['getent', 'group', 'patchcord']).status).not.toBe(0);
  });
});
