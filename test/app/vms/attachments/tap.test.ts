import { describe, expect, test } from 'vitest';
import { HostChanges } from '../../../../src-main/host/hostChanges.ts';
import { freshDataDir } from '../../../store/dataDir.ts';
import { openBench } from '../../bench.ts';

const anyTap = (name: string | null = null) => ({ kind: 'anyTap', name }) as const;

const port = (vmId: string, n: number, problem: string | null = null) => {
  const silence = { frames: 0, octets: 0, drops: {} };
  const attached = problem === null;
  return {
    ...{ id: `${vmId}/${n}`, attached, problem, addresses: ['192.0.2.50'] },
    ...{ fromGuest: silence, toGuest: silence },
  };
};

describe('R55 a VM of the kind tap', () => {
  test('has a TAP of ours for each adapter, named after it', async () => {
    const { call, engine, hypervisor } = await openBench();
    const vm = await call('vm.add', { name: 'Web server', attachment: anyTap() });
    expect(vm).toMatchObject({
      ...{ kind: 'none', attachmentKind: 'tap', state: 'stopped' },
      adapters: [{ attachment: { kind: 'tap', name: 'pct-webserver-1' } }],
    });
    await call('adapter.add', { vm: 'Web server' });
    await call('vm.add', { name: 'web-server 2', attachment: anyTap() });
    const [, , third] = engine.config.ports;
    expect(third!.link).toMatchObject({ kind: 'tap', name: 'pct-webserve2-1', mac: third!.mac });
    // A TAP that Patchcord holds is not a hypervisor's.
    expect(hypervisor.specs).toEqual([]);
    expect(await call('vm.args', { vm: 'Web server' })).toEqual([
      ...['sh', '-c'],
      'ip link set pct-webserver-1 netns NAMESPACE && ip link set pct-webserver-2 netns NAMESPACE',
    ]);
  });

  test('takes a TAP that exists, and sees whether a hypervisor holds it', async () => {
    const { call, engine } = await openBench();
    const add = (name: string, tap: string) => call('vm.add', { name, attachment: anyTap(tap) });
    expect(await add('One', 'tap0')).toMatchObject({ attachmentKind: 'tap' });
    expect(await add('Two', 'tap1')).toMatchObject({ kind: 'qemu', attachmentKind: 'heldTap' });
    expect(engine.config.ports.map(({ link }) => link)).toMatchObject([
      { kind: 'tap', name: 'tap0' },
      { kind: 'heldTap', netdev: 'tap1' },
    ]);
    await call('vm.set', { vm: 'One', attachmentKind: 'heldTap' });
    expect(engine.config.ports[0]!.link).toEqual({ kind: 'heldTap', netdev: 'tap0' });
    const args = await call('vm.args', { vm: 'Two' });
    expect(args).toContain('tap,id=pc1,ifname=tap1,script=no,downscript=no');
  });

  test('runs while its TAP is in use, or as its monitor says', async () => {
    const { call, engine, hypervisor, refusal } = await openBench();
    const { id } = await call('vm.add', { name: 'Two', attachment: anyTap('tap1') });
    engine.tell({ ports: [port(id, 1)] });
    const seen = await call('vm.get', { vm: 'Two' });
    expect(seen).toMatchObject({
      state: 'running',
      adapters: [{ link: 'up', ip: ['192.0.2.50'] }],
    });
    expect((await refusal('vm.stop', { vm: 'Two' })).code).toBe('runElsewhere');
    expect((await refusal('vm.remove', { vm: 'Two' })).code).toBe('vmRunning');
    hypervisor.tell(id, 'paused', []);
    expect(await call('vm.get', { vm: 'Two' })).toMatchObject({
      state: 'paused',
      adapters: [{ link: 'down' }],
    });
    hypervisor.tell(id, 'stopped');
    engine.tell({ ports: [] });
    await call('vm.remove', { vm: 'Two' });
  });

  test('R20 its cable is out where the NIC of its network is', async () => {
    const { call, engine } = await openBench();
    const { id } = await call('vm.add', {
      ...{ name: 'One', attachment: anyTap(), mode: 'host', nic: 'eth0' },
    });
    const networkId = (await call('network.list', {})).at(-1)!.id;
    const tell = (attached: boolean) =>
      engine.tell({
        ports: [port(id, 1)],
        uplinks: [{ networkId, nic: 'eth0', attached, problem: null }],
      });
    const link = async () => (await call('vm.get', { vm: 'One' })).adapters[0]!.link;
    tell(false);
    expect(await link()).toBe('down');
    tell(true);
    expect(await link()).toBe('up');
  });

  test('that we hold is removed at any time, and not started or stopped here', async () => {
    const { call, engine, refusal } = await openBench();
    const { id } = await call('vm.add', { name: 'One', attachment: anyTap() });
    engine.tell({ ports: [port(id, 1)] });
    expect((await refusal('vm.start', { vm: 'One' })).code).toBe('runElsewhere');
    expect((await refusal('vm.stop', { vm: 'One' })).code).toBe('runElsewhere');
    await call('vm.remove', { vm: 'One' });
  });

  test('says what is wrong with its TAP', async () => {
    const { call, engine } = await openBench();
    const { id } = await call('vm.add', { name: 'One', attachment: anyTap('tap0') });
    const problem = async (reason: string) => {
      engine.tell({ ports: [port(id, 1, reason)] });
      return (await call('vm.get', { vm: 'One' })).problem;
    };
    expect(await problem('tapBusy')).toEqual({ code: 'tapBusy', params: { name: 'tap0' } });
    expect(await problem('interfaceGone')).toEqual({ code: 'tapGone', params: { name: 'tap0' } });
    expect(await problem('EIO')).toEqual({
      code: 'tapUnusable',
      params: { name: 'tap0', reason: 'EIO' },
    });
    await call('vm.set', { vm: 'One', attachmentKind: 'heldTap' });
    expect(await problem('tapBusy')).toEqual({ code: 'tapDown', params: { name: 'tap0' } });
  });

  test('accepts only valid names', async () => {
    const { call, refusal } = await openBench();
    const code = async (tap: string): Promise<string> =>
      (await refusal('vm.add', { name: 'Beta', attachment: anyTap(tap) })).code;
    await call('vm.add', { name: 'Alpha', attachment: anyTap('pcweb') });
    expect(await code('0123456789abcdef')).toBe('tapMalformed');
    expect(await code('a/b')).toBe('tapMalformed');
    expect(await code('pc0')).toBe('tapReserved');
    expect(await code('pc-internal')).toBe('tapReserved');
    expect(await code('mine')).toBe('tapUnknown');
    expect(await code('eth0')).toBe('notATap');
    expect(await code('pcweb')).toBe('tapTaken');
    await call('vm.add', { name: 'Beta' });
    const qemu = { vm: 'Beta', n: 1, attachment: anyTap('pcx') };
    expect((await refusal('adapter.set', qemu)).code).toBe('tapOfTapVms');
    const held = { vm: 'Beta', attachmentKind: 'heldTap' } as const;
    expect((await refusal('vm.set', held)).code).toBe('tapOfTapVms');
    await call('adapter.set', { vm: 'Alpha', n: 1, attachment: anyTap('pcother') });
    expect((await call('vm.get', { vm: 'Alpha' })).adapters[0]).toMatchObject({
      attachment: { kind: 'tap', name: 'pcother' },
    });
  });

  test('held by a hypervisor has filters at its TAP, which are written down before', async () => {
    const dataDir = freshDataDir();
    const changes = new HostChanges(dataDir, () => undefined);
    const { call } = await openBench({ dataDir, changes });
    await call('vm.add', { name: 'Two', attachment: anyTap('tap1') });
    expect(new HostChanges(dataDir).left()).toEqual(['tap1']);
    await call('vm.remove', { vm: 'Two' });
    expect(new HostChanges(dataDir).left()).toEqual([]);
  });
});
