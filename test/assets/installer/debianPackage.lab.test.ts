/**
 * The .deb of electron-builder, installed, upgraded, removed and purged with dpkg in a throw-away
 * root. In between, an ordinary user in the group uses the *installed* helper.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildDebianPackage, installPackage } from '../../lab/packaging/debianPackage.ts';
import { describeLab } from '../../lab/prerequisites.ts';
import { type Person, ThrowAwayRoot } from '../../lab/throwAwayRoot.ts';

const HELPER = '/usr/lib/patchcord/patchcord-helper';
const CONFIG = '/etc/patchcord/helper.conf';
const TAP = JSON.stringify({ name: 'pc%d', mac: null });

let folder: string;
let root: ThrowAwayRoot;
let packages: readonly [string, string];

/** Opens a TAP as this user with native/lib/privilege.ts. Returns its name, or the error. */
function openTap(as: Person): unknown {
  const tool = join(import.meta.dirname, '../../lab/privilegeTool.ts');
  const said = root.run([process.execPath, tool, 'openTap', TAP], as).output;
  const { result, code } = JSON.parse(said) as { result?: { name: string }; code?: string };
  return result?.name ?? code;
}

const exists = (path: string): boolean => root.run(['test', '-e', path]).status === 0;
const member = (): Person => ({ uid: 4001, groups: [root.groupId('patchcord')] });
const stranger: Person = { uid: 4002 };

describeLab('R62 the Debian package', ['root', 'setcap', 'ip'], () => {
  beforeAll(async () => {
    // Not below /tmp, because the throw-away root has its own /tmp.
    folder = mkdtempSync('/var/tmp/pc-package-');
    packages = [buildDebianPackage(folder, '0.1.0'), buildDebianPackage(folder, '0.2.0')];
    root = await ThrowAwayRoot.make();
    root.addUser('ada', 4001);
    root.addUser('bob', 4002);
  });

  afterAll(() => {
    root.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  test('installed: group, helper with its capabilities, driver', () => {
    installPackage(root, packages[0]);
    expect(root.must('getcap', HELPER).trim()).toBe(`${HELPER} cap_net_admin,cap_net_raw=ep`);
    expect(root.must('stat', '--format=%U:%G %a', HELPER).trim()).toBe('root:patchcord 750');
    expect(root.must('stat', '--format=%U:%G %a', CONFIG).trim()).toBe('root:root 644');
    expect(root.must('stat', '--format=%a', '/dev/net/tun').trim()).toBe('666');
    expect(root.run(['/usr/bin/patchcord'], stranger).output).toBe(
      'the window of /opt/Patchcord/patchcord\n',
    );
  });

  test('a member of the group opens a TAP with the installed helper, a stranger does not', () => {
    expect(openTap(member())).toBe('pc0');
    expect(openTap(stranger)).toBe('notInGroup');
  });

  test('a user who joins with the doctor’s repair is a member at the next login', () => {
    const join = ['env', 'PKEXEC_UID=4002', '/usr/lib/patchcord/setup', 'member'];
    root.must(...join);
    expect(root.must('id', '--name', '--groups', 'bob')).toContain('patchcord');
    root.must('gpasswd', '--delete', 'bob', 'patchcord');
    // The caller cannot name another user, or be root.
    expect(root.run(['/usr/lib/patchcord/setup', 'member', 'bob']).status).toBe(1);
  });

  test('upgraded: capabilities, group and the administrator’s configuration are kept', () => {
    const group = root.groupId('patchcord');
    root.write(CONFIG, 'nic lan0\n');
    installPackage(root, packages[1]);
    expect(root.must('dpkg-query', '--show', 'patchcord')).toContain('0.2.0');
    expect(root.groupId('patchcord')).toBe(group);
    expect(root.must('getcap', HELPER)).toContain('cap_net_raw');
    expect(root.must('cat', CONFIG)).toBe('nic lan0\n');
    expect(exists('/usr/bin/patchcord')).toBe(true);
    expect([openTap(member()), openTap(stranger)]).toEqual(['pc0', 'notInGroup']);
  });

  test('removed: the program is deleted, the configuration is kept', () => {
    root.must('/usr/lib/patchcord/setup', 'ping');
    root.must('dpkg', '--remove', 'patchcord');
    expect([HELPER, '/usr/bin/patchcord', CONFIG].map(exists)).toEqual([false, false, true]);
    expect(openTap({ uid: 4001 })).not.toBe('pc0');
  });

  test('purged: nothing is left', () => {
    root.must('dpkg', '--purge', 'patchcord');
    const left = ['/etc/patchcord', '/usr/lib/patchcord', '/opt/Patchcord'];
    const repaired = ['/etc/sysctl.d/60-patchcord.conf', '/etc/modules-load.d/patchcord.conf'];
    expect([...left, ...repaired].filter(exists)).toEqual([]);
    expect(root.run(['getent', 'group', 'patchcord']).status).not.toBe(0);
  });

  test('installed again: as at first', () => {
    installPackage(root, packages[1]);
    expect([openTap(member()), openTap(stranger)]).toEqual(['pc0', 'notInGroup']);
  });
});
