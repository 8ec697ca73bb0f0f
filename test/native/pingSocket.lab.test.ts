/**
 * Real ping sockets in three namespaces: near, hop, far. `far` answers, and an address beside it does
 * not exist. `hop` is a router between them, where the TTL can expire.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseIpv4 } from '../../src-main/address/ipv4.ts';

const NEAR = 'pc-ping-near';
const HOP = 'pc-ping-hop';
const FAR = 'pc-ping-far';
const root = join(import.meta.dirname, '../..');
const program = join(import.meta.dirname, '../lab/pingProgram.ts');
const built = existsSync(join(root, 'native/build/Release/patchcord.node'));
const missing =
  process.getuid?.() !== 0
    ? 'needs root to make network namespaces'
    : built
      ? ''
      : 'needs the native module (npm run build:native)';

const script = `
  netns add ${NEAR}
  netns add ${HOP}
  netns add ${FAR}
  -n ${NEAR} link add out type veth peer name near netns ${HOP}
  -n ${FAR} link add out type veth peer name far netns ${HOP}
  -n ${NEAR} address add 10.91.1.2/24 dev out
  -n ${HOP} address add 10.91.1.1/24 dev near
  -n ${HOP} address add 10.91.2.1/24 dev far
  -n ${FAR} address add 10.91.2.2/24 dev out
  -n ${NEAR} link set out up
  -n ${HOP} link set near up
  -n ${HOP} link set far up
  -n ${FAR} link set out up
  -n ${NEAR} route add 10.91.2.0/24 via 10.91.1.1
  -n ${NEAR} route add unreachable 10.91.9.0/24
  -n ${FAR} route add default via 10.91.2.1`;

function ip(words: string): void {
  execFileSync('ip', words.trim().split(/\s+/));
}

function sysctl(namespace: string, setting: string): void {
  execFileSync('ip', ['netns', 'exec', namespace, 'sysctl', '-qw', setting]);
}

function removeNamespaces(): void {
  for (const name of [NEAR, HOP, FAR])
    if (existsSync(`/run/netns/${name}`)) ip(`netns delete ${name}`);
}

/** The program in the namespace `near`. */
class Pinger {
  readonly process: ChildProcess;
  readonly heard: unknown[][] = [];
  #changed: () => void = () => undefined;

  constructor() {
    const words = ['netns', 'exec', NEAR, process.execPath, program, 'ping'];
    this.process = spawn('ip', words, { stdio: ['pipe', 'pipe', 'inherit'] });
    createInterface({ input: this.process.stdout! }).on('line', (line) => {
      this.heard.push(JSON.parse(line) as unknown[]);
      this.#changed();
    });
  }

  ping(destination: string, sequence: number, length = 56, hopLimit = 64): void {
    const ping = { destination: parseIpv4(destination), sequence, length, hopLimit };
    this.process.stdin!.write(`${JSON.stringify(ping)}\n`);
  }

  /** Waits for an answer. Undefined: none arrived in time. */
  async answer(
    matches: (what: unknown[]) => boolean,
    timeoutMs = 5000,
  ): Promise<unknown[] | undefined> {
    const until = Date.now() + timeoutMs;
    for (;;) {
      const found = this.heard.find(matches);
      const left = until - Date.now();
      if (found || left <= 0) return found;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#changed = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  reply(sequence: number): Promise<unknown[] | undefined> {
    return this.answer((what) => what[0] === 'reply' && what[2] === sequence);
  }

  error(sequence: number): Promise<unknown[] | undefined> {
    return this.answer((what) => what[0] === 'error' && what[4] === sequence);
  }
}

describe.skipIf(missing !== '')(`R24 ping sockets ${missing}`, () => {
  let pinger: Pinger;
  let started = false;

  beforeAll(async () => {
    removeNamespaces();
    for (const line of script.trim().split('\n')) ip(line);
    sysctl(NEAR, 'net.ipv4.ping_group_range=0 2147483647');
    sysctl(HOP, 'net.ipv4.ip_forward=1');
    pinger = new Pinger();
    started = true;
    expect(await pinger.answer(([what]) => what === 'open')).toEqual(['open']);
  });

  afterAll(() => {
    if (started) pinger.process.kill();
    removeNamespaces();
  });

  test('a reply brings the sequence and the octets back', async () => {
    pinger.ping('10.91.2.2', 7, 56);
    const [, source, , payload] = (await pinger.reply(7))!;
    expect(source).toBe(parseIpv4('10.91.2.2'));
    const sent = Buffer.from(Uint8Array.from({ length: 56 }, (_, i) => i * 5));
    expect(payload).toBe(sent.toString('hex'));
  });

  test('the longest ping crosses in fragments', async () => {
    pinger.ping('10.91.2.2', 8, 65_507);
    const [, , , payload] = (await pinger.reply(8))!;
    expect(String(payload).length).toBe(2 * 65_507);
  });

  test('200 at once, more than one batch, are all answered', async () => {
    for (let i = 0; i < 200; i++) pinger.ping('10.91.2.2', 1000 + i);
    for (let i = 0; i < 200; i++) expect(await pinger.reply(1000 + i)).toBeDefined();
  });

  test('R25 a time to live of one names the hop', async () => {
    pinger.ping('10.91.2.2', 9, 56, 1);
    expect(await pinger.error(9)).toEqual(['error', parseIpv4('10.91.1.1'), 11, 0, 9, 0]);
  });

  test('a dead address does not answer; the hop says that it is unreachable', async () => {
    pinger.ping('10.91.2.77', 10);
    expect(await pinger.error(10)).toEqual(['error', parseIpv4('10.91.1.1'), 3, 1, 10, 0]);
    expect(pinger.heard.some((what) => what[0] === 'reply' && what[2] === 10)).toBe(false);
  });

  test('R34 fragmentation needed names the MTU', async () => {
    ip(`-n ${HOP} link set far mtu 1280`);
    pinger.ping('10.91.2.2', 11, 1400);
    expect(await pinger.error(11)).toEqual(['error', parseIpv4('10.91.1.1'), 3, 4, 11, 1280]);
  });

  test('no route here: the host itself says so, and the error of one hinders no other', async () => {
    pinger.ping('10.91.9.9', 12);
    pinger.ping('10.91.2.2', 13);
    expect(await pinger.error(12)).toEqual(['error', 0, 'EHOSTUNREACH', 0, 12, 0]);
    expect(await pinger.reply(13)).toBeDefined();
  });

  test('200 errors at once and the replies among them arrive', async () => {
    for (let i = 0; i < 200; i++) pinger.ping('10.91.2.2', 3000 + i, 56, 1 + (i % 2) * 63);
    for (let i = 1; i < 200; i += 2) expect(await pinger.reply(3000 + i)).toBeDefined();
    // The hop limits how many errors it sends a second; the first come at once.
    expect(await pinger.error(3000)).toBeDefined();
  });

  test('a worker terminated in the middle of a flood, 50 times, takes nothing with it', () => {
    const flood = ['10.91.2.2', '10.91.2.77', '10.91.1.1'].map((text) => String(parseIpv4(text)));
    const words = ['netns', 'exec', NEAR, process.execPath, program, 'terminate', '50', ...flood];
    const output = execFileSync('ip', words, { encoding: 'utf8' });
    const { rounds, heard } = JSON.parse(output) as { rounds: number; heard: number };
    expect(rounds).toBe(50);
    expect(heard).toBeGreaterThanOrEqual(40);
  });

  test('a host that does not allow ping sockets is reported with its errno', () => {
    const words = ['netns', 'exec', FAR, process.execPath, program, 'ping'];
    const output = execFileSync('ip', words, { input: '', encoding: 'utf8', timeout: 20_000 });
    expect(output).toBe('["refused","EACCES"]\n');
  });
});
