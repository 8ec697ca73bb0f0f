import { mkdtempSync, rmSync, statSync, writeFileSync, existsSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ContractClient } from '../../../src-main/contract/client.ts';
import { MAX_MESSAGE_OCTETS } from '../../../src-main/contract/message.ts';
import { ControlTransport } from '../../../src-main/shell/control/controlClient.ts';
import { ControlServer } from '../../../src-main/shell/control/controlServer.ts';
import { MAX_BUFFERED_OCTETS, MAX_UNANSWERED } from '../../../src-main/shell/faceSession.ts';
import { OpenService } from '../../app/openService.ts';

let dataDir: string;
let service: OpenService;
let server: ControlServer;

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'patchcord-'));
  service = await OpenService.open(dataDir);
  server = await ControlServer.listen(dataDir, service);
});

afterEach(async () => {
  await server.close();
  await service.close();
  rmSync(dataDir, { recursive: true });
});

const socketPath = (): string => join(dataDir, 'control.sock');

async function openRaw(): Promise<Socket> {
  const socket = connect(socketPath());
  await once(socket, 'connect');
  return socket;
}

interface Said {
  id?: number;
  result?: { engine: { state: string } };
  error?: { code: string };
}

/** The next `count` lines, parsed. */
async function lines(socket: Socket, count: number): Promise<Said[]> {
  let text = '';
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    text += String(chunk);
    if (text.split('\n').length > count) break;
  }
  return text
    .split('\n')
    .slice(0, count)
    .map((line) => JSON.parse(line) as Said);
}

test('R66 the socket is the owner’s alone', () => {
  expect(statSync(socketPath()).mode & 0o777).toBe(0o600);
});

test('R66 calls, refusals and events cross', async () => {
  const transport = await ControlTransport.connect(dataDir);
  const client = new ContractClient(transport);
  const heard = new Promise((resolve) => client.subscribe('panel', resolve));
  expect(await client.call('vm.add', { name: 'web' })).toMatchObject({ name: 'web' });
  expect(await heard).toMatchObject({ vms: [{ name: 'web' }] });
  await expect(client.call('vm.get', { vm: 'nobody' })).rejects.toMatchObject({
    code: 'vmUnknown',
  });
  transport.close();
});

test('a client learns that the program has gone', async () => {
  const client = new ContractClient(await ControlTransport.connect(dataDir));
  service.handlers['status.get'] = () => new Promise(() => undefined);
  const lost = client.call('status.get', {});
  await Promise.all([
    expect(lost).rejects.toMatchObject({ code: 'connectionLost' }),
    server.close(),
  ]);
  server = await ControlServer.listen(dataDir, service);
});

test('garbage is refused, and the connection stays open', async () => {
  const socket = await openRaw();
  socket.write('\u0000\u0001garbage\n[]\n{"id":7,"call":"nonsense","args":{}}\n');
  socket.write('{"id":8,"call":"__proto__","args":{}}\n{"id":9,"call":"status.get","args":{}}\n');
  const answers = await lines(socket, 5);
  const byId = (id: number): Said => answers.find((answer) => answer.id === id)!;
  expect(answers.filter((answer) => answer.id === -1)).toHaveLength(2);
  expect(byId(7).error!.code).toBe('unknownCall');
  expect(byId(8).error!.code).toBe('unknownCall');
  expect(byId(9).result!.engine.state).toBe('running');
  socket.destroy();
});

test('a request in two halves is one request', async () => {
  const socket = await openRaw();
  socket.write('{"id":1,"call":"status.get","args":{}}\n{"id":2,"call":"sta');
  // The first half of the second arrived with it.
  await lines(socket, 1);
  socket.write('tus.get","args":{}}\n');
  expect((await lines(socket, 1))[0]).toMatchObject({ id: 2, result: { version: '0.1.0' } });
  socket.destroy();
});

test('a request too long is refused and the connection ended', async () => {
  const socket = await openRaw();
  socket.write(Buffer.alloc(MAX_MESSAGE_OCTETS + 1, 0x20));
  const said = await lines(socket, 1);
  expect(said).toMatchObject([{ id: -1, error: { code: 'messageTooLong' } }]);
  socket.resume();
  await once(socket, 'close');
});

test('a face that reads nothing costs a bounded amount, and others go on', async () => {
  const slow = await openRaw();
  slow.pause();
  let calls = 0;
  const big = 'x'.repeat(100_000);
  service.handlers['vm.args'] = () => {
    calls++;
    return [big];
  };
  const request = '{"id":1,"call":"vm.args","args":{"vm":"web"}}\n';
  slow.write(request.repeat(5_000));
  const quick = await openRaw();
  // The server reads 64 KiB of the slow face in each turn, so it has read all by the last of these.
  for (let id = 0; id < 20; id++) {
    quick.write(`{"id":${String(id)},"call":"status.get","args":{}}\n`);
    expect((await lines(quick, 1))[0]).toMatchObject({ id });
  }
  // What fits in the kernel's buffers and ours; without a bound all 5000 would have been made.
  expect(calls).toBeLessThan(MAX_BUFFERED_OCTETS / big.length + MAX_UNANSWERED + 20);
  quick.destroy();
  slow.destroy();
});

test('events that a slow face misses are replaced by the newest', async () => {
  const slow = await openRaw();
  slow.pause();
  await expect.poll(() => service.listening).toBe(2);
  const adapters = Array.from({ length: 600 }, (_, index) => ({
    vm: 'v'.repeat(60),
    vmId: `v${String(index)}`,
    n: 1,
    fromGuest: { frames: 1, octets: 1, drops: {} },
    toGuest: { frames: 1, octets: 1, drops: {} },
  }));
  for (let timeMs = 0; timeMs < 200; timeMs++) service.emit('activity', { timeMs, adapters });
  const times: number[] = [];
  let text = '';
  slow.on('data', (chunk) => {
    text += String(chunk);
    const whole = text.split('\n');
    text = whole.pop()!;
    for (const line of whole) times.push(JSON.parse(line).data.timeMs as number);
  });
  slow.resume();
  await expect.poll(() => times.at(-1)).toBe(199);
  expect(times.length).toBeLessThan(100);
  slow.destroy();
});

test('nothing listens on for a face that has gone', async () => {
  const socket = await openRaw();
  await expect.poll(() => service.listening).toBe(2);
  socket.destroy();
  await expect.poll(() => service.listening).toBe(0);
});

test('a second program on the same data directory is refused', async () => {
  await expect(ControlServer.listen(dataDir, service)).rejects.toMatchObject({
    code: 'alreadyRunning',
    params: { dataDir },
  });
});

test('what a killed program left behind is no obstacle', async () => {
  await server.close();
  expect(existsSync(socketPath())).toBe(false);
  writeFileSync(socketPath(), '');
  server = await ControlServer.listen(dataDir, service);
  const socket = await openRaw();
  socket.destroy();
});

test('a path that is too long for a socket is refused before anything is created', async () => {
  const deep = join(dataDir, 'd'.repeat(100));
  await expect(ControlServer.listen(deep, service)).rejects.toMatchObject({
    code: 'socketPathTooLong',
    params: { limit: 107 },
  });
});
