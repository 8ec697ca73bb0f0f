/**
 * What members of the group can and cannot do with the privileged helper. The set-up program installs
 * it into a throw-away root, and ordinary users run it.
 */
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { HELPER_VERSION } from '../../../native/lib/helperProgram.ts';
import type { Problem } from '../../../src-main/contract/errors.ts';
import { errorText } from '../../../src-main/contract/sentence.ts';
import { describeLab } from '../../lab/prerequisites.ts';
import { type Person, type Said, ThrowAwayRoot } from '../../lab/throwAwayRoot.ts';
import { until } from '../../lab/until.ts';

const project = join(import.meta.dirname, '../../..');
const BUILT = join(project, 'native/build/Release/patchcord-helper');
const CLI = join(project, 'out/main/cli.js');
const SETUP = join(project, 'assets/installer/linux/setup');
const HELPER = '/usr/lib/patchcord/patchcord-helper';
const CONFIG = '/etc/patchcord/helper.conf';
/** State that a refused verb must not change, without flags that the kernel changes itself. */
const STATE = "ip -o address | sed 's/ tentative//'; tc qdisc; tc filter show dev lan0";

let root: ThrowAwayRoot;
let member: Person;
const stranger: Person = { uid: 4002 };

describeLab('R62 the privileged helper', ['root', 'ip', 'setcap', 'c++', 'socat'], () => {
  beforeAll(async () => {
    root = await ThrowAwayRoot.make();
    root.addUser('ada', 4001);
    root.addUser('bob', 4002);
    root.must(SETUP, 'helper', BUILT);
    root.must(SETUP, 'tun');
    member = { uid: 4001, groups: [root.groupId('patchcord')] };
    root.must('ip', 'link', 'add', 'lan0', 'type', 'veth', 'peer', 'name', 'far0');
    root.must('ip', 'link', 'add', 'pcfake', 'type', 'veth', 'peer', 'name', 'far1');
    root.must('ip', 'link', 'set', 'lan0', 'up');
    root.must('ip', 'link', 'set', 'far0', 'up');
  });

  afterAll(() => root.dispose());

  beforeEach(() => {
    root.must('rm', '-rf', '/etc/patchcord');
    root.must('mkdir', '-m', '0755', '/etc/patchcord');
    root.write(CONFIG, 'nic lan0\n');
  });

  const helper = (...words: string[]): Said => root.run([HELPER, HELPER_VERSION, ...words], member);
  /** The answer on descriptor 3. A refusal also goes to standard error. */
  const answer = (...words: string[]): string => {
    const { status, output, answer: line } = helper(...words);
    if (status !== 0 && line !== '') expect(output).toBe(line);
    return `${status} ${line.trim()}`;
  };
  /** Runs it from the member's shell. */
  const shell = (script: string): Said => root.run(['sh', '-c', script], member);
  /** Calls native/lib/privilege.ts in a process of this user. */
  const call = (as: Person, ...words: string[]): unknown => {
    const tool = join(import.meta.dirname, '../../lab/privilegeTool.ts');
    return JSON.parse(root.run([process.execPath, tool, ...words], as).output);
  };

  describe('a member of the group', () => {
    test('opens a TAP, which is gone with its descriptor; a stranger does not', () => {
      const tap = JSON.stringify({ name: 'pc%d', mac: '02:00:00:00:00:01' });
      expect(call(member, 'openTap', tap)).toEqual({
        result: { fd: expect.any(Number), name: 'pc0' },
        opened: '/dev/net/tun',
      });
      expect(root.must('ip', '-o', 'link')).not.toContain('pc0');
      expect(call(stranger, 'openTap', tap)).toMatchObject({ code: 'notInGroup' });
      expect(root.run([HELPER, 'version'], stranger).status).not.toBe(0);
    });

    test('opens packet and raw sockets', () => {
      expect(call(member, 'openPacketSocket', '"lan0"')).toMatchObject({
        opened: expect.stringMatching(/^socket:/),
      });
      expect(answer('open-raw', '1')).toBe('0 ok 0 open-raw 1');
      for (const protocol of ['41', '47', '50'])
        expect(answer('open-raw', protocol)).toBe(`0 ok 0 open-raw ${protocol}`);
      expect(root.must('ip', '-d', 'link', 'show', 'lan0')).toContain('promiscuity 0');
    });

    test('gives a host port its address', () => {
      root.must('ip', 'tuntap', 'add', 'pc-lab', 'mode', 'tap');
      for (const address of ['169.254.0.1/16', '10.0.0.1/8', '172.31.0.1/12', '192.168.7.1/24']) {
        expect(answer('address', 'pc-lab', address)).toMatch(/^0 ok/);
        expect(root.must('ip', 'address', 'show', 'pc-lab')).toContain(`inet ${address}`);
      }
      root.must('ip', 'link', 'delete', 'pc-lab');
    });

    test('uses another program’s TAP if that is allowed', () => {
      root.must('ip', 'tuntap', 'add', 'tap7', 'mode', 'tap');
      expect(answer('open-tap', 'tap7', '-')).toBe('1 tapNotAllowed 1 open-tap tap7 -');
      root.write(CONFIG, 'tap tap7\n');
      expect(answer('open-tap', 'tap7', '-')).toBe('0 ok 0 open-tap tap7 -');
      root.must('ip', 'link', 'delete', 'tap7');
      expect(answer('open-tap', 'tap7', '-')).toMatch(/^1 failed 19 /);
    });

    test('gets an error in words', () => {
      expect(call(member, 'openPacketSocket', '"far0"')).toMatchObject({ code: 'nicNotAllowed' });
      root.write(CONFIG, 'nic gone0\n');
      expect(call(member, 'openPacketSocket', '"gone0"')).toMatchObject({ code: 'interfaceGone' });
      root.must('chmod', 'g+w', CONFIG);
      expect(call(member, 'openPacketSocket', '"lan0"')).toMatchObject({
        code: 'helperConfigRefused',
      });
    });

    test('is written to the system’s log', async () => {
      const log = root.spawn(['socat', '-u', 'UNIX-RECVFROM:/dev/log,mode=666', 'STDOUT']);
      await until(() => root.run(['test', '-S', '/dev/log']).status === 0, 'a log');
      helper('open-packet', 'far0');
      const [line] = (await once(log.stdout!, 'data')) as [Buffer];
      expect(line.toString()).toMatch(
        /patchcord-helper.*uid 4001: nicNotAllowed 1 open-packet far0/,
      );
    });
  });

  describe('R18 isolate', () => {
    const filters = (): string =>
      ['ingress', 'egress']
        .map((h) => root.must('tc', 'filter', 'show', 'dev', 'lan0', h))
        .join('');

    test('twice is once, and undone leaves nothing', () => {
      expect(answer('isolate', 'lan0', 'on')).toMatch(/^0 ok/);
      expect(answer('isolate', 'lan0', 'on')).toMatch(/^0 ok/);
      expect(filters().match(/bytecode '1,6 0 0 2'/g)).toHaveLength(2);
      expect(answer('isolate', 'lan0', 'off')).toMatch(/^0 ok/);
      expect(root.must('tc', 'qdisc', 'show', 'dev', 'lan0')).not.toContain('clsact');
      expect(answer('isolate', 'lan0', 'off')).toBe('1 failed 2 isolate lan0 off');
      expect(call(member, 'isolate', '"lan0"', 'false')).toEqual({});
    });

    test('undone takes away what one who was killed half-way left: a qdisc without filters', () => {
      root.must('tc', 'qdisc', 'add', 'dev', 'lan0', 'clsact');
      expect(answer('isolate', 'lan0', 'off')).toMatch(/^0 ok/);
      expect(root.must('tc', 'qdisc', 'show', 'dev', 'lan0')).not.toContain('clsact');
    });

    test('leaves other people’s filters alone', () => {
      const add = 'tc qdisc add dev lan0 clsact && tc filter add dev lan0 ingress bpf da bytecode';
      root.must('sh', '-c', `${add} '1,6 0 0 0'`);
      expect(answer('isolate', 'lan0', 'off')).toBe('1 failed 2 isolate lan0 off');
      expect(filters()).toContain("'1,6 0 0 0'");
      expect(answer('isolate', 'lan0', 'on')).toMatch(/^0 ok/);
      expect(answer('isolate', 'lan0', 'off')).toMatch(/^0 ok/);
      expect(filters()).toContain("'1,6 0 0 0'");
      expect(filters()).not.toContain("'1,6 0 0 2'");
      root.must('tc', 'qdisc', 'delete', 'dev', 'lan0', 'clsact');
    });
  });

  test('R12 redirect is set, set again, and undone', () => {
    root.must('ip', 'tuntap', 'add', 'pc-in', 'mode', 'tap');
    const shown = (): string => root.must('tc', 'filter', 'show', 'dev', 'pc-in', 'ingress');
    expect(answer('redirect', 'pc-in', 'lan0', 'on')).toMatch(/^0 ok/);
    expect(answer('redirect', 'pc-in', 'lan0', 'on')).toMatch(/^0 ok/);
    expect(shown().match(/Ingress Redirect to device lan0/g)).toHaveLength(1);
    expect(answer('redirect', 'pc-in', 'lan0', 'off')).toMatch(/^0 ok/);
    expect(shown()).toBe('');
    root.must('ip', 'link', 'delete', 'pc-in');
  });

  describe('misuse is refused:', () => {
    test.each([
      // Foreign NICs.
      ['1 nicNotAllowed 1', 'open-packet', 'far0'],
      ['1 nicNotAllowed 1', 'open-packet', 'lo'],
      ['1 nicNotAllowed 1', 'isolate', 'far0', 'on'],
      ['1 nicNotAllowed 1', 'isolate', 'far0', 'off'],
      ['1 nicNotAllowed 1', 'redirect', 'pc0', 'far0', 'on'],
      // Invalid names.
      ['1 nicNotAllowed 1', 'open-packet', '0123456789abcdef'],
      ['1 nicNotAllowed 1', 'open-packet', '../lan0'],
      ['1 nicNotAllowed 1', 'open-packet', ''],
      ['1 nicNotAllowed 1', 'open-packet', '..'],
      ['1 tapNotAllowed 1', 'open-tap', 'pc0123456789abcd', '-'],
      ['1 tapNotAllowed 1', 'open-tap', 'pc/../x', '-'],
      ['1 tapNotAllowed 1', 'open-tap', 'pc%s', '-'],
      ['1 tapNotAllowed 1', 'open-tap', 'pc%d%d', '-'],
      ['1 tapNotAllowed 1', 'open-tap', 'pc%d0', '-'],
      ['1 tapNotAllowed 1', 'open-tap', 'pcx%d', '-'],
      ['1 tapNotAllowed 1', 'open-tap', 'pc\n', '-'],
      ['1 tapNotAllowed 1', 'open-tap', 'lan0', '-'],
      ['1 tapNotAllowed 1', 'open-tap', '', '-'],
      // A veth with the name of a TAP of Patchcord's.
      ['1 failed 22', 'open-tap', 'pcfake', '-'],
      ['1 failed 1', 'redirect', 'pcfake', 'lan0', 'on'],
      ['1 failed 1', 'address', 'pcfake', '10.0.0.1/8'],
      // Values.
      ['1 failed 99', 'open-tap', 'pc9', '01:00:00:00:00:01'],
      ['1 failed 99', 'open-tap', 'pc9', '00:00:00:00:00:00'],
      ['1 failed 22', 'open-tap', 'pc9', '02:00:00:00:00:0'],
      ['1 failed 22', 'open-tap', 'pc9', '02:00:00:00:00:+1'],
      ['1 failed 22', 'open-raw', '6'],
      ['1 failed 22', 'open-raw', '255'],
      ['1 failed 22', 'open-raw', '47 '],
      ['1 failed 1', 'address', 'pc9', '8.8.8.8/24'],
      ['1 failed 1', 'address', 'pc9', '10.0.0.1/0'],
      ['1 failed 1', 'address', 'pc9', '172.16.0.1/11'],
      ['1 failed 1', 'address', 'pc9', '172.32.0.1/16'],
      ['1 failed 22', 'address', 'pc9', '10.0.0.1/33'],
      ['1 failed 22', 'address', 'pc9', '10.0.0.1/'],
      ['1 failed 22', 'address', 'pc9', '10.0.0.1/-1'],
      ['1 failed 22', 'address', 'pc9', '10.0.0.1'],
      ['1 failed 22', 'address', 'pc9', '10.0.0.1/8 '],
      ['1 failed 22', 'address', 'pc9', '010.0.0.1/8/8'],
      ['1 failed 22', 'isolate', 'lan0', 'perhaps'],
      // Usage.
      ['2 usage 22', 'open-packet'],
      ['2 usage 22', 'open-packet', 'lan0', 'lan0'],
      ['2 usage 22', 'redirect', 'pc0', 'lan0', 'on', 'on'],
      ['2 usage 22', 'run', 'sh'],
      ['2 usage 22'],
      ['2 usage 22', 'open-packet', 'x'.repeat(64)],
      ['2 usage 22', 'open-packet', 'x'.repeat(100_000)],
    ])('%s ← %s', (expected, ...words) => {
      const before = root.must('sh', '-c', STATE);
      expect(answer(...words)).toMatch(new RegExp(`^${expected}( |$)`));
      expect(root.must('sh', '-c', STATE)).toBe(before);
    });

    test('an environment that would load or read something', () => {
      const evil =
        'echo "__attribute__((constructor)) void f(void) { creat(\\"/tmp/evil\\", 0666); }"';
      root.must('sh', '-c', `${evil} | cc -w -include fcntl.h -shared -fPIC -xc -o /tmp/evil.so -`);
      const environment =
        'LD_PRELOAD=/tmp/evil.so LD_AUDIT=/tmp/evil.so TZ=:/tmp/evil.so LD_LIBRARY_PATH=/tmp PATH=/tmp';
      // It works for a program without privileges.
      shell('LD_PRELOAD=/tmp/evil.so true; LD_PRELOAD=/tmp/evil.so /bin/true');
      expect(root.run(['rm', '/tmp/evil']).status).toBe(0);
      expect(shell(`${environment} exec ${HELPER} ${HELPER_VERSION} open-raw 1`).answer).toBe(
        'ok 0 open-raw 1\n',
      );
      expect(root.run(['ls', '/tmp/evil']).status).not.toBe(0);
    });

    test('closed and foreign descriptors', () => {
      const said = shell(`exec ${HELPER} ${HELPER_VERSION} open-raw 1 <&- >&- 2>&-`);
      expect([said.status, said.answer]).toEqual([0, 'ok 0 open-raw 1\n']);
      for (const third of ['3>&-', '3>/tmp/file', '3</dev/null', '3<&0 0</dev/null']) {
        const { status, output } = shell(
          `echo | exec ${HELPER} ${HELPER_VERSION} isolate lan0 on ${third}`,
        );
        expect([third, status, output]).toEqual([third, 2, 'usage 22 \n']);
      }
      expect(root.must('tc', 'qdisc', 'show', 'dev', 'lan0')).not.toContain('clsact');
      expect(shell('cat /tmp/file').output).toBe('');
    });
  });

  describe('a configuration that cannot be trusted refuses everything:', () => {
    test.each([
      ['a link', `mv ${CONFIG} /etc/other && ln -s /etc/other ${CONFIG}`],
      ['writable by a group', `chmod 0664 ${CONFIG}`],
      ['writable by others', `chmod 0646 ${CONFIG}`],
      ['not root’s', `chown 4001 ${CONFIG}`],
      ['a folder', `rm ${CONFIG} && mkdir ${CONFIG}`],
      ['a pipe', `rm ${CONFIG} && mkfifo ${CONFIG}`],
      ['in a folder writable by others', 'chmod 0757 /etc/patchcord'],
      ['in a folder not root’s', 'chown 4001 /etc/patchcord'],
      ['absent from a folder not root’s', `chown 4001 /etc/patchcord && rm ${CONFIG}`],
      ['in a linked folder', 'mv /etc/patchcord /etc/elsewhere && ln -s elsewhere /etc/patchcord'],
      ['of an unknown word', `echo 'allow lan0' >> ${CONFIG}`],
      ['of one word', `echo nic >> ${CONFIG}`],
      ['of three words', `echo 'nic lan0 far0' >> ${CONFIG}`],
      ['of a name too long', `echo 'nic 0123456789abcdef' >> ${CONFIG}`],
      ['with a NUL', `printf 'nic la\\0n0\\n' >> ${CONFIG}`],
      ['too long', `yes '# comment' | head -n 2000 >> ${CONFIG}`],
      ['with a line too long', `head -c 500 /dev/zero | tr '\\0' a >> ${CONFIG}`],
    ])('%s', (_name, spoil) => {
      root.must('sh', '-c', spoil);
      for (const words of [
        ['open-packet', 'lan0'],
        ['open-raw', '1'],
        ['open-tap', 'pc%d', '-'],
      ])
        expect(answer(...words)).toMatch(/^1 configRefused 1 /);
      root.must('rm', '-rf', '/etc/elsewhere', '/etc/other');
    });

    test('none at all: physical NICs alone', () => {
      root.must('rm', '-rf', '/etc/patchcord');
      expect(answer('open-packet', 'lan0')).toMatch(/^1 nicNotAllowed/);
      expect(answer('open-raw', '1')).toMatch(/^0 ok/);
    });
  });

  test('R62 one of another version is refused with the sentence, and the doctor says so', () => {
    const sources = ['main.c', 'verbs.c'].map((name) => join(project, 'native/helper', name));
    root.must('cc', '-DVERSION="7"', '-o', '/tmp/other-helper', ...sources);
    root.must(SETUP, 'helper', '/tmp/other-helper');
    const refused = call(member, 'openPacketSocket', '"lan0"') as Problem;
    expect(errorText(refused)).toContain('The helper and Patchcord have different versions.');
    const doctor = [process.execPath, CLI, '--data-dir', '/tmp/doctor', 'doctor', '--json'];
    const checks = JSON.parse(root.run(doctor, member).output) as { id: string; summary: string }[];
    const { summary } = checks.find(({ id }) => id === 'helper')!;
    expect(summary).toContain('has another version (“patchcord-helper 7”)');
    root.must(SETUP, 'helper', BUILT);
    expect(call(member, 'openPacketSocket', '"lan0"')).toHaveProperty('result');
  });

  test('without its capabilities it says so, and the doctor’s repair gives them back', () => {
    root.must('setcap', '-r', HELPER);
    expect(root.run([HELPER, 'version'], member).output).toMatch(/^notCapable 1/);
    expect(call(member, 'openPacketSocket', '"lan0"')).toMatchObject({ code: 'helperNotCapable' });
    root.must(SETUP, 'helper', HELPER);
    const output = `patchcord-helper ${HELPER_VERSION}\n`;
    expect(root.run([HELPER, 'version'], member)).toMatchObject({ status: 0, output });
  });
});
