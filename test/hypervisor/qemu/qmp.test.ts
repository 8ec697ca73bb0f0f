import { Buffer } from 'node:buffer';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { QmpClient, type QmpListener } from '../../../src-main/hypervisor/qemu/qmp.ts';
import { accept, FakeQmpServer, GREETING, type QmpCommand } from './fakeQmpServer.ts';

describe('QmpClient', () => {
  let dir: string;
  let path: string;
  let server: FakeQmpServer;
  let client: QmpClient;

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'pc-qmp-'));
    path = join(dir, 'q.sock');
  });
  afterEach(async () => {
    vi.useRealTimers();
    client.close();
    await server.close();
    rmSync(dir, { recursive: true });
  });

  function connect(): { [K in keyof QmpListener]: ReturnType<typeof vi.fn> } {
    const told = { ready: vi.fn(), silent: vi.fn(), event: vi.fn(), closed: vi.fn() };
    client = new QmpClient(path, told);
    return told;
  }

  it('negotiates, then matches answers to commands by id', async () => {
    const held: QmpCommand[] = [];
    server = await FakeQmpServer.listen(path, (command) => {
      if (command.execute === 'qmp_capabilities') return accept(command);
      held.push(command);
      if (held.length < 2) return null;
      return held
        .reverse()
        .map((one) => accept(one, one.execute))
        .join('');
    });
    const told = connect();
    await expect(client.execute('early')).rejects.toMatchObject({ code: 'qmpSilent' });
    await vi.waitFor(() => expect(told.ready).toHaveBeenCalledOnce());
    const answers = Promise.all([client.execute('a'), client.execute('b', { x: 1 })]);
    await expect(answers).resolves.toEqual(['a', 'b']);
    expect(server.received[2]).toMatchObject({ execute: 'b', arguments: { x: 1 } });
  });

  it('reports why a command was refused', async () => {
    server = await FakeQmpServer.listen(path, (command) =>
      command.execute === 'qmp_capabilities'
        ? accept(command)
        : `{"id": ${command.id}, "error": {"class": "DeviceNotFound", "desc": "no such card"}}\n`,
    );
    const told = connect();
    await vi.waitFor(() => expect(told.ready).toHaveBeenCalled());
    await expect(client.execute('set_link')).rejects.toMatchObject({
      code: 'qmpRefused',
      params: { command: 'set_link', kind: 'DeviceNotFound', reason: 'no such card' },
    });
  });

  it('takes lines in pieces, several at once, and passes over what it did not ask for', async () => {
    server = await FakeQmpServer.listen(path, accept, '');
    const told = connect();
    await vi.waitFor(() => expect(server.sockets).toHaveLength(1));
    for (const piece of [GREETING.slice(0, 9), GREETING.slice(9)]) {
      server.send(piece);
      // The client reads the piece before the next turn ends.
      await turn();
    }
    await vi.waitFor(() => expect(told.ready).toHaveBeenCalled());
    server.send(
      `{"event":"STOP","data":{}}\n\n{"id":99,"return":1}\n{"id":"x"}\n{"event":5}\n${GREETING}`,
    );
    server.send('{"event":"RESUME"}\n');
    await vi.waitFor(() => expect(told.event.mock.calls).toEqual([['STOP'], ['RESUME']]));
    expect(told.ready).toHaveBeenCalledOnce();
  });

  it.each([
    ['no JSON', 'SSH-2.0-OpenSSH_9.2\n'],
    ['JSON that is no object', '5\n'],
    ['a line without an end', 'x'.repeat((1 << 20) + 1)],
    ['octets that are no UTF-8', Buffer.from([0xff, 0xfe, 0x0a])],
  ])('ends the connection on %s; what waits fails, and is told once', async (_name, garbage) => {
    server = await FakeQmpServer.listen(path, (command) =>
      command.execute === 'qmp_capabilities' ? accept(command) : null,
    );
    const told = connect();
    await vi.waitFor(() => expect(told.ready).toHaveBeenCalled());
    const waiting = expect(client.execute('quit')).rejects.toMatchObject({ code: 'qmpSilent' });
    server.send(garbage);
    await waiting;
    await vi.waitFor(() => expect(told.closed).toHaveBeenCalledOnce());
    await expect(client.execute('quit')).rejects.toMatchObject({ code: 'qmpSilent' });
  });

  it('gives up on an answer after 5 s, on that one alone', async () => {
    server = await FakeQmpServer.listen(path, (command) =>
      command.execute === 'slow' ? null : accept(command),
    );
    const told = connect();
    await vi.waitFor(() => expect(told.ready).toHaveBeenCalled());
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const slow = expect(client.execute('slow')).rejects.toMatchObject({ code: 'qmpSilent' });
    vi.advanceTimersByTime(5_000);
    await slow;
    vi.useRealTimers();
    await expect(client.execute('quick')).resolves.toEqual({});
    expect(told.closed).not.toHaveBeenCalled();
  });

  it('reports a missing greeting, and accepts it when it comes', async () => {
    server = await FakeQmpServer.listen(path, accept, '');
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const told = connect();
    vi.advanceTimersByTime(3_000);
    vi.useRealTimers();
    expect(told.silent).toHaveBeenCalledOnce();
    await vi.waitFor(() => expect(server.sockets).toHaveLength(1));
    server.send(GREETING);
    await vi.waitFor(() => expect(told.ready).toHaveBeenCalled());
  });

  it('reports a socket without a listener', async () => {
    server = await FakeQmpServer.listen(join(dir, 'other.sock'));
    const told = connect();
    await vi.waitFor(() => expect(told.closed).toHaveBeenCalledOnce());
  });
});
