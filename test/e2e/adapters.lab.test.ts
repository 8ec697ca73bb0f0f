/** Adapters and their MACs, with the real program and its command line. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Outside } from '../lab/outside.ts';
import { describeLab } from '../lab/prerequisites.ts';
import { RunningProgram } from '../lab/runningProgram.ts';

const NEEDS = ['root', 'ip', 'dnsmasq'];

interface ListedVm {
  readonly name: string;
  readonly adapters: readonly { readonly n: number; readonly mac: string }[];
}

describeLab('Adapters of the real program', NEEDS, () => {
  let outside: Outside;
  let program: RunningProgram;

  beforeAll(async () => {
    outside = await Outside.open('cards');
    program = await RunningProgram.start(outside.host);
  });

  afterAll(async () => {
    await program.dispose();
    outside.dispose();
  });

  const vms = (): Promise<ListedVm[]> => program.json('vm', 'list');
  const macs = async (): Promise<string[]> =>
    (await vms()).flatMap(({ adapters }) => adapters.map(({ mac }) => mac));

  it('R1 a new VM has one adapter; a fifth is refused, with what to do', async () => {
    for (const name of ['one', 'two']) {
      expect((await program.json('vm', 'add', name)).adapters).toMatchObject([{ n: 1 }]);
      for (let n = 2; n <= 4; n++) await program.json('adapter', 'add', name);
    }
    const fifth = await program.cli('adapter', 'add', 'one');
    expect(fifth.status).toBe(1);
    expect(fifth.complaint).toMatch(/at most 4 adapters.*Remove one first/);
    for (let n = 1; n <= 4; n++) await program.json('adapter', 'remove', 'two', String(n));
    expect((await program.json('vm', 'show', 'two')).adapters).toEqual([]);
    for (let n = 1; n <= 4; n++) await program.json('adapter', 'add', 'two');
  });

  it('R3 R4 every MAC is 00-03-FF-… and no two are the same', async () => {
    const all = await macs();
    expect(all).toHaveLength(8);
    expect(new Set(all).size).toBe(8);
    for (const mac of all) expect(mac).toMatch(/^00-03-FF(-[0-9A-F]{2}){3}$/);
  });

  it('R3 MACs stay over a restart and a kill, and an adapter that comes back has its own', async () => {
    const before = await macs();
    await program.end();
    await program.launch();
    expect(await macs()).toEqual(before);
    await program.end('SIGKILL');
    await program.launch();
    expect(await macs()).toEqual(before);
    await program.json('adapter', 'remove', 'one', '2');
    await program.json('adapter', 'add', 'one');
    expect(await macs()).toEqual(before);
  });

  it('R3 a MAC is editable, in any notation', async () => {
    const vm = await program.json('adapter', 'set', 'one', '1', 'mac=52:54:00:0a:0b:0c');
    expect(vm.adapters[0].mac).toBe('52-54-00-0A-0B-0C');
  });

  it('R4 a MAC that another adapter has is refused by its owner’s name', async () => {
    const before = await macs();
    const taken = await program.cli('adapter', 'set', 'two', '3', 'mac=52-54-00-0A-0B-0C');
    expect(taken.status).toBe(1);
    expect(taken.complaint).toMatch(/adapter 1 of “one”.*suggest/);
    expect(await macs()).toEqual(before);
  });

  it('R3 an empty MAC gives the adapter its own again', async () => {
    const vm = await program.json('adapter', 'set', 'one', '1', 'mac=');
    expect(vm.adapters[0].mac).toMatch(/^00-03-FF-/);
    expect(new Set(await macs()).size).toBe(8);
  });
});
