import { describe, expect, test } from 'vitest';
import { openBench } from '../bench.ts';

describe('the state of a VM', () => {
  test('is starting from the call until the hypervisor has started it', async () => {
    const { call, hypervisor } = await openBench();
    const { id } = await call('vm.add', { name: 'Alpha', command: 'qemu' });
    const started = Promise.withResolvers<undefined>();
    hypervisor.start = () => started.promise;
    const start = call('vm.start', { vm: 'Alpha' });
    const second = call('vm.start', { vm: 'Alpha' });
    await expect(second).rejects.toMatchObject({ code: 'vmAlreadyRunning' });
    hypervisor.tell(id, 'running');
    started.resolve(undefined);
    expect((await start).state).toBe('running');
  });

  test('is stopped again after a start that failed, and the next start is not refused', async () => {
    const { call, hypervisor, refusal } = await openBench();
    await call('vm.add', { name: 'Alpha', command: 'qemu' });
    hypervisor.startError = new Error('no such program');
    await refusal('vm.start', { vm: 'Alpha' });
    expect((await call('vm.get', { vm: 'Alpha' })).state).toBe('stopped');
    hypervisor.startError = null;
    expect((await call('vm.start', { vm: 'Alpha' })).state).toBe('running');
  });
});

describe('stopping', () => {
  test('is refused for a VM that does not run', async () => {
    const { call, refusal } = await openBench();
    await call('vm.add', { name: 'Alpha' });
    expect((await refusal('vm.stop', { vm: 'Alpha' })).code).toBe('vmNotRunning');
  });

  test('is refused for a guest that only its link shows', async () => {
    const { call, engine, refusal } = await openBench();
    const attachment = { kind: 'anyTap', name: 'tap1' } as const;
    const { id } = await call('vm.add', { name: 'Alpha', attachment });
    const counters = { frames: 0, octets: 0, drops: {} };
    engine.tell({
      ports: [
        {
          ...{ id: `${id}/1`, attached: true, problem: null, addresses: [] },
          ...{ fromGuest: counters, toGuest: counters },
        },
      ],
    });
    expect((await call('vm.get', { vm: 'Alpha' })).state).toBe('running');
    expect((await refusal('vm.stop', { vm: 'Alpha' })).code).toBe('runElsewhere');
  });
});
