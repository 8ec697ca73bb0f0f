/**
 * Mistakes of users and guests, with the real program and its command line. Each is refused with a
 * sentence that says what to do; nothing is changed and nothing crashes.
 */
import { once } from 'node:events';
import { chmodSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { QemuStandIn } from '../lab/qemuStandIn.ts';
import { seededRandom } from '../lab/random.ts';
import { RunningProgram } from '../lab/runningProgram.ts';
import { until } from '../lab/until.ts';
import { cablePath, dhcpDiscover, frame, ipv4, macOctets } from './wiredVm.ts';

/** The second sentence is an instruction. */
const WHAT_TO_DO = new RegExp(
  '[.] (Add|Change|Check|Choose|Close|Connect|Correct|Enter|Give|Install|Make|Move|Remove|Run|See|' +
    'Start|Stop|Swap|Type|Update|Use|Write)\\b|[,;] (choose|correct|use)\\b',
);

let program: RunningProgram;

beforeAll(async () => {
  program = await RunningProgram.start();
  await program.json('vm', 'add', 'web');
});

afterAll(() => program.dispose());

/** Checks that these words are refused with this code, with the same message for people and scripts. */
async function refused(code: string, ...words: string[]): Promise<string> {
  const { status, output, complaint } = await program.cli(...words, '--json');
  const { error } = JSON.parse(output);
  expect([status, error.code]).toEqual([1, code]);
  expect(complaint).toBe(`patchcord: ${error.message as string}\n`);
  expect(complaint).toMatch(WHAT_TO_DO);
  return complaint;
}

/** A program with its own data directory, not started. */
function another(): RunningProgram {
  const made = new RunningProgram(null);
  onTestFinished(() => made.dispose());
  return made;
}

describe('an adapter', () => {
  it('R1 the fifth is refused', async () => {
    for (let n = 2; n <= 4; n++) await program.json('adapter', 'add', 'web');
    await refused('tooManyAdapters', 'adapter', 'add', 'web');
    for (let n = 4; n >= 2; n--) await program.json('adapter', 'remove', 'web', String(n));
  });

  it('R3 a MAC that is taken, of a group, zero, or none at all', async () => {
    const { adapters } = await program.json('vm', 'add', 'other');
    const mac = (value: string): string[] => ['adapter', 'set', 'web', '1', `mac=${value}`];
    const sentence = await refused('macTaken', ...mac(adapters[0].mac));
    expect(sentence).toContain('“other”');
    await refused('macMulticast', ...mac('01-00-5E-00-00-01'));
    await refused('macMulticast', ...mac('FF-FF-FF-FF-FF-FF'));
    await refused('macZero', ...mac('00-00-00-00-00-00'));
    await refused('macMalformed', ...mac('00-03-FF-12-34'));
    await program.json('vm', 'remove', 'other');
  });

  it('an unknown network', async () => {
    await refused('networkUnknown', 'adapter', 'set', 'web', '1', 'network=Nowhere');
    await refused('networkUnknown', 'vm', 'add', 'new', '--network', 'Nowhere');
    expect(await program.json('vm', 'list')).toHaveLength(1);
  });
});

it('a range outside its subnet, reversed, or around the gateway', async () => {
  const range = (value: string): string[] => ['network', 'set', 'Shared', `range=${value}`];
  const before = await program.json('network', 'show', 'Shared');
  await refused('rangeOutsideSubnet', ...range('10.0.0.1-10.0.0.9'));
  await refused('rangeReversed', ...range('192.168.131.9-192.168.131.5'));
  await refused('rangeContainsGateway', ...range('192.168.131.1-192.168.131.5'));
  expect(await program.json('network', 'show', 'Shared')).toEqual(before);
});

describe('a port', () => {
  it('R29 of the system, or in use, is not forwarded', async () => {
    const port = await portInUse();
    await refused('portPrivileged', 'forward', 'add', 'web', 'tcp', '80', '80');
    const sentence = await refused('portInUse', 'forward', 'add', 'web', 'tcp', port, '80');
    expect(sentence).toContain(port);
    expect(await program.json('forward', 'list')).toEqual([]);
  });

  it('R65 in use is not served on, and nothing stays behind', async () => {
    const second = another();
    const { status, complaint } = await second.cli(
      'serve',
      '--no-open',
      '--port',
      await portInUse(),
    );
    expect(status).toBe(1);
    expect(complaint).toMatch(/^patchcord: Port \d+ is in use .+ Choose another with --port/);
    expect(readdirSync(second.dataDir)).not.toContain('control.sock');
  });

  async function portInUse(): Promise<string> {
    const server = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    return String((server.address() as AddressInfo).port);
  }
});

describe('a data directory', () => {
  it('with too long a path', async () => {
    const long = join(program.dataDir, 'x'.repeat(100));
    await refused('socketPathTooLong', 'serve', '--no-open', '--data-dir', long);
    await refused('socketPathTooLong', 'vm', 'list', '--data-dir', long);
  });

  it('in use, whether its program answers or not; that program continues', async () => {
    await refused('alreadyRunning', 'serve', '--no-open');
    const busy = another();
    await busy.launch();
    rmSync(join(busy.dataDir, 'control.sock'));
    const { status, complaint } = await busy.cli('serve', '--no-open');
    expect([status, complaint]).toEqual([1, expect.stringContaining('already running')]);
    expect(complaint).toMatch(WHAT_TO_DO);
  });

  it('with a database from a newer version: left as it is', async () => {
    const old = another();
    const path = join(old.dataDir, 'patchcord.db');
    const database = new Database(path);
    database.pragma('user_version = 999');
    database.close();
    const before = readFileSync(path);
    const { status, complaint } = await old.cli('serve', '--no-open');
    expect([status, complaint]).toEqual([1, expect.stringContaining('newer Patchcord')]);
    expect(complaint).toMatch(WHAT_TO_DO);
    expect(readFileSync(path)).toEqual(before);
  });

  it('with a damaged database: set aside, and reported until it is moved away', async () => {
    const hurt = another();
    const damaged = 'These are not the pages you are looking for.';
    writeFileSync(join(hurt.dataDir, 'patchcord.db'), damaged);
    await hurt.launch();
    expect(await hurt.json('vm', 'list')).toEqual([]);
    const [notice] = (await hurt.json('status')).notices;
    expect(notice.code).toBe('databaseKeptAside');
    expect(readFileSync(join(hurt.dataDir, notice.params.file as string), 'utf8')).toBe(damaged);
    expect((await hurt.cli('status')).output).toMatch(/! The database was damaged.+ Move that/);
  });
});

describe('a hypervisor', () => {
  it('that is missing', async () => {
    await program.json('vm', 'set', 'web', '--command', 'qemu-system-nowhere -m 64');
    const sentence = await refused('hypervisorMissing', 'vm', 'start', 'web');
    expect(sentence).toContain('sudo apt install qemu-system-x86');
  });

  it('R52 that exits immediately: the last lines of its stderr are shown', async () => {
    const talker = hypervisor('echo starting >&2; echo "-drive: no such file" >&2; exit 7');
    await program.json('vm', 'set', 'web', '--command', talker);
    const sentence = await refused('hypervisorExited', 'vm', 'start', 'web');
    expect(sentence).toContain('status 7');
    expect(sentence).toContain('starting\n-drive: no such file');
    const { output } = await program.cli('vm', 'show', 'web');
    expect(output).toContain('starting\n-drive: no such file\n');
  });

  it('that exits immediately without output', async () => {
    await program.json('vm', 'set', 'web', '--command', hypervisor('exit 1'));
    const { complaint } = await program.cli('vm', 'start', 'web');
    expect(complaint).toContain('Check the command');
  });

  it('that prints control characters: only its text is shown', async () => {
    const command = hypervisor(String.raw`printf '\033]0;title\007red' >&2; exit 1`);
    await program.json('vm', 'set', 'web', '--command', command);
    const { complaint } = await program.cli('vm', 'start', 'web');
    expect(complaint).toContain('\ufffd]0;title\ufffdred');
  });

  function hypervisor(script: string): string {
    const folder = join(program.dataDir, 'bin');
    mkdirSync(folder, { recursive: true });
    const path = join(folder, 'hypervisor');
    writeFileSync(path, `#!/bin/sh\n${script}\n`);
    chmodSync(path, 0o755);
    return path;
  }
});

describe('frames that no guest should send: counted by reason, shown, never a crash', () => {
  let cable: QemuStandIn;
  let mac: string;

  beforeAll(async () => {
    const vm = await program.json('vm', 'add', 'hostile');
    mac = vm.adapters[0].mac;
    cable = await QemuStandIn.listen(await cablePath(program, 'hostile'));
    await attached(1);
  });

  afterAll(() => cable.close());

  const attached = (times: number): Promise<void> =>
    until(() => cable.connections.length === times, `connection ${times}`, 10_000);

  async function drops(): Promise<Record<string, number>> {
    return (await program.json('stats', 'hostile'))[0].fromGuest.drops;
  }

  /** The number of its frames, accepted and dropped. */
  async function taken(): Promise<number> {
    const [{ fromGuest }] = await program.json('stats', 'hostile');
    const drops = Object.values<number>(fromGuest.drops);
    return drops.reduce((sum, count) => sum + count, Number(fromGuest.frames));
  }

  it('malformed ones of each kind', async () => {
    const source = macOctets(mac);
    const whole = ipv4(17, Buffer.alloc(16));
    const changed = (at: number, value: number): Buffer => {
      const packet = Buffer.from(whole);
      packet[at] = value;
      return frame(source, 0x0800, packet);
    };
    cable.send(
      Buffer.alloc(5),
      frame(source, 0x0800, whole.subarray(0, 12)),
      frame(source, 0x0806, Buffer.alloc(8)),
      changed(0, 0x65),
      changed(10, whole[10]! ^ 0xff),
      frame(Buffer.alloc(6, 0xff), 0x0800, whole),
      frame(Buffer.alloc(6), 0x0800, whole),
    );
    await expect.poll(drops, { timeout: 10_000 }).toEqual({
      ...{ truncated: 3, malformed: 1, badChecksum: 1, badSource: 2 },
    });
  });

  it('a length that no frame has ends the connection, and the next is as good', async () => {
    cable.socket.write(Buffer.alloc(4, 0xff));
    await attached(2);
    await expect.poll(drops, { timeout: 10_000 }).toMatchObject({ oversized: 1 });
  });

  it('R63 the reasons are shown', async () => {
    const shown = (await program.cli('stats', 'hostile')).output;
    for (const reason of ['truncated 3', 'badSource 2', 'badChecksum 1', 'oversized 1'])
      expect(shown).toContain(reason);
    expect((await program.cli('status')).output).toMatch(/\nDrops +truncated 3, /);
  });

  it('ten thousand of noise, and the network still answers', async () => {
    const random = seededRandom(20);
    const octet = (): number => Math.floor(random() * 256);
    const whole = dhcpDiscover(mac);
    for (let sent = 0; sent < 10_000; sent++) {
      // Half of them are nearly valid: a valid frame, truncated, with three octets changed.
      const near = sent % 2 === 0;
      const noise = near ? Buffer.from(whole) : Buffer.from(Array.from({ length: 120 }, octet));
      for (let change = 0; change < 3; change++)
        noise[Math.floor(random() * noise.length)] = octet();
      cable.send(noise.subarray(0, Math.ceil(random() * noise.length)));
    }
    await expect.poll(taken, { timeout: 20_000 }).toBeGreaterThanOrEqual(10_000);
    const answers = cable.frames.length;
    cable.send(whole);
    await until(() => cable.frames.length > answers, 'an answer', 10_000);
    expect((await program.json('status')).engine).toEqual({ state: 'running', restarts: 0 });
    expect(cable.connections).toHaveLength(2);
  });
});
