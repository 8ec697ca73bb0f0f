import { createSocket } from 'node:dgram';
import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { freePort } from '../../lab/freePort.ts';
import { type Bench, openBench } from '../bench.ts';

async function withVm(): Promise<Bench> {
  const bench = await openBench();
  await bench.call('vm.add', { name: 'Alpha' });
  return bench;
}

const web = { vm: 'Alpha', protocol: 'tcp', guestPort: 80 } as const;

describe('R29: port forwards', () => {
  test('bind 127.0.0.1 by default, and are listed', async () => {
    const { call, engine } = await withVm();
    const port = await freePort();
    const forward = await call('forward.add', { ...web, port });
    expect(forward).toMatchObject({
      vm: 'Alpha',
      n: 1,
      protocol: 'tcp',
      address: '127.0.0.1',
      port,
      guestPort: 80,
      state: 'waiting',
      problem: null,
    });
    expect(await call('forward.list', {})).toEqual([forward]);
    const [config] = engine.config.networks[0]!.nat!.forwards;
    expect(config).toEqual({
      id: forward.id,
      protocol: 'tcp',
      bindAddress: '127.0.0.1',
      bindPort: port,
      guestMac: engine.config.ports[0]!.mac,
      guestPort: 80,
    });
    expect(await call('forward.remove', { id: forward.id })).toBeNull();
    expect(engine.config.networks[0]!.nat!.forwards).toEqual([]);
  });

  test('state and reason come from the engine', async () => {
    const { call, engine } = await withVm();
    const { id } = await call('forward.add', { ...web, port: await freePort() });
    const told = async (problem: string | null): Promise<unknown> => {
      engine.tell({ forwards: [{ id, problem }] });
      return (await call('forward.list', {}))[0];
    };
    expect(await told(null)).toMatchObject({ state: 'listening', problem: null });
    expect(await told('EADDRINUSE')).toMatchObject({
      state: 'failed',
      problem: { code: 'portInUse' },
    });
    expect(await told('EACCES')).toMatchObject({
      state: 'failed',
      problem: { code: 'portUnavailable', params: { reason: 'EACCES' } },
    });
    engine.tellState('restarting', 1);
    expect((await call('forward.list', {}))[0]).toMatchObject({ state: 'waiting', problem: null });
  });

  test('wait while the adapter is elsewhere, and follow it to another Shared network', async () => {
    const { call, engine } = await withVm();
    const { id } = await call('forward.add', { ...web, port: await freePort() });
    engine.tell({ forwards: [{ id, problem: null }] });
    const ids = (): string[][] =>
      engine.config.networks.map(({ nat }) => nat?.forwards.map((forward) => forward.id) ?? []);
    await call('adapter.set', { vm: 'Alpha', n: 1, mode: 'internal' });
    expect((await call('forward.list', {}))[0]!.state).toBe('waiting');
    expect(ids()).toEqual([[], []]);
    await call('network.add', { name: 'Second', kind: 'shared' });
    await call('adapter.set', { vm: 'Alpha', n: 1, network: 'Second' });
    expect(ids()).toEqual([[], [], [id]]);
  });

  test('go with their adapter', async () => {
    const { call } = await withVm();
    await call('forward.add', { ...web, port: await freePort() });
    await call('adapter.remove', { vm: 'Alpha', n: 1 });
    expect(await call('forward.list', {})).toEqual([]);
  });
});

describe('R29: refused', () => {
  test.each([
    [{ port: 80 }, 'portPrivileged'],
    [{ port: 1023 }, 'portPrivileged'],
    [{ port: 0 }, 'portOutOfRange'],
    [{ port: -1 }, 'portOutOfRange'],
    [{ port: 65_536 }, 'portOutOfRange'],
    [{ port: 8080, guestPort: 0 }, 'guestPortOutOfRange'],
    [{ port: 8080, guestPort: 65_536 }, 'guestPortOutOfRange'],
    [{ port: 8080, address: 'localhost' }, 'addressMalformed'],
    [{ port: 8080, address: '::1' }, 'addressMalformed'],
    [{ port: 8080, address: '8.8.8.8' }, 'addressNotOfHost'],
    [{ port: 8080, vm: 'Nobody' }, 'vmUnknown'],
    [{ port: 8080, n: 2 }, 'adapterUnknown'],
  ])('%j: %s', async (part, code) => {
    const { call, refusal } = await withVm();
    expect((await refusal('forward.add', { ...web, ...part })).code).toBe(code);
    expect(await call('forward.list', {})).toEqual([]);
  });

  test('a port that is forwarded already, naming to whom; 0.0.0.0 covers all addresses', async () => {
    const { call, refusal } = await withVm();
    const port = await freePort();
    await call('forward.add', { ...web, port });
    const taken = {
      code: 'forwardTaken',
      params: { vm: 'Alpha', n: 1, address: '127.0.0.1', port, protocol: 'tcp' },
    };
    expect(await refusal('forward.add', { ...web, port })).toMatchObject(taken);
    expect(await refusal('forward.add', { ...web, port, address: '0.0.0.0' })).toMatchObject(taken);
    await call('forward.add', { ...web, port, address: '127.0.0.2' });
    await call('forward.add', { ...web, port, protocol: 'udp', address: '0.0.0.0' });
    const second = await refusal('forward.add', { ...web, port, protocol: 'udp' });
    expect(second).toMatchObject({ code: 'forwardTaken', params: { address: '0.0.0.0' } });
  });

  test('two at the same moment: one is made', async () => {
    const { call } = await withVm();
    const port = await freePort();
    const both = await Promise.allSettled([
      call('forward.add', { ...web, port }),
      call('forward.add', { ...web, port }),
    ]);
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const refused = both.find(({ status }) => status === 'rejected') as PromiseRejectedResult;
    expect(['forwardTaken', 'portInUse']).toContain((refused.reason as { code: string }).code);
  });

  test('a TCP port that another program has', async () => {
    const { refusal } = await withVm();
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    expect(await refusal('forward.add', { ...web, port })).toMatchObject({
      code: 'portInUse',
      params: { protocol: 'tcp', address: '127.0.0.1', port },
    });
  });

  test('a UDP port that another program has', async () => {
    const { call, refusal } = await withVm();
    const socket = createSocket('udp4');
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    onTestFinished(() => void socket.close());
    const { port } = socket.address();
    const error = await refusal('forward.add', { ...web, protocol: 'udp', port });
    expect(error.code).toBe('portInUse');
    expect(await call('forward.list', {})).toEqual([]);
  });

  test('an unknown forward', async () => {
    const { refusal } = await withVm();
    expect((await refusal('forward.remove', { id: 'fwd-nothing1' })).code).toBe('forwardUnknown');
  });
});

describe('R29: a forward that is there', () => {
  test('is changed in place: its id stays, and so does everything else', async () => {
    const { call, engine } = await withVm();
    const [port, other] = [await freePort(), await freePort()];
    const forward = await call('forward.add', { ...web, port });
    const changed = await call('forward.set', { id: forward.id, port: other, guestPort: 8080 });
    expect(changed).toEqual({ ...forward, port: other, guestPort: 8080 });
    expect(engine.config.networks[0]!.nat!.forwards).toMatchObject([
      { id: forward.id, bindPort: other, guestPort: 8080 },
    ]);
    await call('adapter.add', { vm: 'Alpha' });
    expect(await call('forward.set', { id: forward.id, n: 2 })).toMatchObject({ n: 2 });
  });

  test('may get another address while it listens, but not one in use', async () => {
    const { call, refusal } = await withVm();
    const port = await freePort();
    const { id } = await call('forward.add', { ...web, port });
    const itself = createServer().listen(port, '127.0.0.1');
    onTestFinished(() => void itself.close());
    expect(await call('forward.set', { id, address: '0.0.0.0' })).toMatchObject({ port });
    const second = await call('forward.add', { ...web, port: await freePort() });
    const taken = await refusal('forward.set', { id: second.id, port });
    expect(taken).toMatchObject({ code: 'forwardTaken', params: { vm: 'Alpha', n: 1, port } });
    expect((await refusal('forward.set', { id: 'fwd-none' })).code).toBe('forwardUnknown');
    expect((await refusal('forward.set', { id, n: 3 })).code).toBe('adapterUnknown');
  });

  test('a check reports what is wrong with a place to listen, and changes nothing', async () => {
    const { call } = await withVm();
    const busy = createServer();
    await new Promise<void>((resolve) => busy.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void busy.close());
    const { port } = busy.address() as AddressInfo;
    const free = await freePort();
    const { id } = await call('forward.add', { ...web, port: free });
    const before = await call('forward.list', {});
    const check = (at: number, own: string | null = null, address = '127.0.0.1') =>
      call('forward.check', { id: own, protocol: 'tcp', address, port: at });
    expect(await check(port)).toMatchObject({ code: 'portInUse', params: { port } });
    expect(await check(80)).toMatchObject({ code: 'portPrivileged' });
    expect(await check(free)).toMatchObject({ code: 'forwardTaken', params: { vm: 'Alpha' } });
    expect(await check(free, id)).toBeNull();
    expect(await check(await freePort())).toBeNull();
    expect(await check(free, id, 'here')).toMatchObject({ code: 'addressMalformed' });
    expect(await call('forward.list', {})).toEqual(before);
  });
});
