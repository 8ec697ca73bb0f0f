import { describe, expect, test } from 'vitest';
import type { EngineConfig } from '../../../../src-main/engine/engineConfig.ts';
import { openBench } from '../../bench.ts';

const dgram = { attachment: { kind: 'qemuDatagram' }, command: 'qemu' } as const;

/** The ports of every cable, engine's before guest's; null for a stream. */
function ports({ ports }: EngineConfig): (readonly [number, number] | null)[] {
  return ports.map(({ link }) =>
    link.kind !== 'qemuDatagram' ? null : ([link.localPort, link.remotePort] as const),
  );
}

/** A snapshot in which the engine could not bind the port of a cable. */
function troubled(id: string): never {
  const silence = { frames: 0, octets: 0, drops: {} };
  const port = { id, attached: false, problem: 'EADDRINUSE', addresses: [] };
  return { ports: [{ ...port, fromGuest: silence, toGuest: silence }] } as never;
}

describe('R51 the ports of dgram cables', () => {
  test('each adapter has its own pair, below the ports that the system chooses', async () => {
    const { call, engine } = await openBench();
    for (const name of ['Alpha', 'Beta']) {
      await call('vm.add', { name, ...dgram });
      for (let n = 2; n <= 4; n++) await call('adapter.add', { vm: name });
    }
    const all = ports(engine.config).flat() as number[];
    expect(all).toHaveLength(16);
    expect(new Set(all).size).toBe(16);
    expect(Math.min(...all)).toBeGreaterThanOrEqual(20_000);
    expect(Math.max(...all)).toBeLessThan(30_000);
  });

  test('are kept over restarts and changes, even if another program has bound them', async () => {
    const first = await openBench();
    await first.call('vm.add', { name: 'Alpha', ...dgram });
    const pairs = ports(first.engine.config);
    await first.patchcord.close();
    const boundUdpPorts = () => new Set(pairs.flat() as number[]);
    const { call, engine } = await openBench({ dataDir: first.dataDir, boundUdpPorts });
    const { adapters } = await call('adapter.set', { vm: 'Alpha', n: 1, model: 'e1000' });
    await call('vm.set', { vm: 'Alpha', name: 'Beta', adapters });
    expect(ports(engine.config)).toEqual(pairs);
  });

  test('are free when they are chosen', async () => {
    const bound = new Set<number>();
    const { call, engine } = await openBench({ boundUdpPorts: () => bound });
    for (let port = 20_000; port < 29_998; port++) bound.add(port);
    await call('vm.add', { name: 'Alpha', ...dgram });
    expect(ports(engine.config)).toEqual([[29_998, 29_999]]);
    const full = call('adapter.add', { vm: 'Alpha' });
    await expect(full).rejects.toMatchObject({ code: 'noCablePortsLeft' });
  });

  test('go and come with the choice; a running guest keeps its cables until it is started again', async () => {
    const { call, engine } = await openBench();
    await call('vm.add', { name: 'Alpha', command: 'qemu' });
    await call('vm.start', { vm: 'Alpha' });
    const changed = await call('vm.set', { vm: 'Alpha', attachmentKind: 'qemuDatagram' });
    expect(changed).toMatchObject({
      attachmentKind: 'qemuDatagram',
      problem: { code: 'restartNeeded' },
    });
    expect(ports(engine.config)).toEqual([null]);
    await call('vm.stop', { vm: 'Alpha' });
    const [pair] = ports(engine.config);
    expect(pair).toHaveLength(2);
    await call('vm.set', { vm: 'Alpha', attachmentKind: 'qemuStream' });
    expect(ports(engine.config)).toEqual([null]);
    await call('vm.set', { vm: 'Alpha', attachmentKind: 'qemuDatagram' });
    expect(ports(engine.config)).toEqual([pair]);
  });

  test('a port that the engine cannot bind is reported, and replaced on request', async () => {
    const { call, engine } = await openBench();
    const { id } = await call('vm.add', { name: 'Alpha', ...dgram });
    const [pair] = ports(engine.config);
    engine.tell(troubled(`${id}/1`));
    expect((await call('vm.get', { vm: id })).problem).toEqual({
      code: 'cableUnusable',
      params: { vm: 'Alpha', n: 1, port: pair![0], reason: 'EADDRINUSE' },
    });
    await call('vm.set', { vm: id, name: 'Beta' });
    expect(ports(engine.config)).toEqual([pair]);
    await call('vm.set', { vm: id, attachmentKind: 'qemuDatagram' });
    expect(ports(engine.config)).not.toEqual([pair]);
    engine.tell({ ports: [] });
    expect((await call('vm.get', { vm: id })).problem).toBeNull();
  });

  test('a guest’s port that another program has is replaced at the next start', async () => {
    const bound = new Set<number>();
    const { call, engine, hypervisor } = await openBench({ boundUdpPorts: () => bound });
    await call('vm.add', { name: 'Alpha', ...dgram });
    const [pair] = ports(engine.config);
    bound.add(pair![0]); // Our own engine.
    await call('vm.start', { vm: 'Alpha' });
    expect(ports(engine.config)).toEqual([pair]);
    bound.add(pair![1]); // Our own guest.
    await call('vm.set', { vm: 'Alpha', attachmentKind: 'qemuDatagram' });
    expect(ports(engine.config)).toEqual([pair]);
    await call('vm.stop', { vm: 'Alpha' });
    await call('vm.start', { vm: 'Alpha' });
    const [next] = ports(engine.config);
    expect(next).not.toEqual(pair);
    expect(hypervisor.started.at(-1)!.cards[0]!.attachment).toEqual({
      kind: 'qemuDatagram',
      enginePort: next![0],
      guestPort: next![1],
    });
  });

  test('a cable without a guest is not up, though its link listens', async () => {
    const { call, engine, hypervisor } = await openBench();
    const { id } = await call('vm.add', { name: 'Alpha', ...dgram });
    const silence = { frames: 0, octets: 0, drops: {} };
    const port = { id: `${id}/1`, attached: true, problem: null, addresses: [] };
    engine.tell({ ports: [{ ...port, fromGuest: silence, toGuest: silence }] });
    expect((await call('vm.get', { vm: id })).adapters[0]!.link).toBe('down');
    hypervisor.tell(id, 'running', [1]);
    expect((await call('vm.get', { vm: id })).adapters[0]!.link).toBe('up');
  });
});
