import { beforeEach, describe, expect, it } from 'vitest';
import { PatchcordError } from '../../../src-main/contract/errors.ts';
import { type PlugTarget, UNPLUGGED, useWiring } from '../../../src-renderer/stores/wiring.ts';
import { storesOver, startProgram } from '../standInBridge.ts';
import type { StandInProgram } from '../../app/standInProgram.ts';

let program: StandInProgram;
let debian: string;
let firewall: string;
let lab: PlugTarget;
let internal: PlugTarget;
const where = (vm: string, n: number) => program.vm(vm).adapters[n - 1]!.network;

beforeEach(async () => {
  ({ program } = await startProgram());
  debian = program.vm('Debian 13').id;
  firewall = program.vm('OpenBSD firewall').id;
  const target = (name: string): PlugTarget => {
    return { mode: 'internal', networkId: program.network(name).id, nic: null };
  };
  [lab, internal] = [target('Test lab'), target('Internal')];
  storesOver(program);
});

describe('R64 cables moved on the map', () => {
  it('are undone and redone, one by one', async () => {
    const wiring = useWiring();
    await wiring.plug(debian, 1, lab);
    await wiring.plug(firewall, 3, internal);
    await wiring.plug(debian, 1, UNPLUGGED);
    expect([where('Debian 13', 1), where('OpenBSD firewall', 3)]).toEqual([null, 'Internal']);
    await wiring.undo();
    await wiring.undo();
    expect([where('Debian 13', 1), where('OpenBSD firewall', 3)]).toEqual(['Test lab', null]);
    await wiring.undo();
    expect(where('Debian 13', 1)).toBe('Shared');
    expect([wiring.canUndo, wiring.canRedo]).toEqual([false, true]);
    await wiring.redo();
    expect(where('Debian 13', 1)).toBe('Test lab');
    expect(wiring.latest).toMatchObject({ vmId: debian, n: 1, to: lab });
  });

  it('are moved in turn, however quickly they are asked for', async () => {
    const wiring = useWiring();
    const moves = [wiring.plug(debian, 1, lab), wiring.plug(debian, 1, internal)];
    expect(wiring.busy).toBe(true);
    await Promise.all([...moves, wiring.undo(), wiring.undo()]);
    expect(where('Debian 13', 1)).toBe('Shared');
    expect(wiring.busy).toBe(false);
  });

  it('R6 are pulled out and put back in turn with them, and nothing to undo', async () => {
    const wiring = useWiring();
    const cable = () => program.vm('Debian 13').adapters[0]!.cable;
    await Promise.all([wiring.plug(debian, 1, lab), wiring.setCable(debian, 1, false)]);
    expect([where('Debian 13', 1), cable()]).toEqual(['Test lab', false]);
    await wiring.undo();
    expect([where('Debian 13', 1), cable()]).toEqual(['Shared', false]);
    program.refuseNext('adapter.set', new PatchcordError('engineUnavailable'));
    await wiring.setCable(debian, 1, true);
    expect(wiring.refusal).toMatchObject({ code: 'engineUnavailable' });
    await wiring.setCable(debian, 1, true);
    expect([cable(), wiring.refusal, wiring.canUndo]).toEqual([true, null, false]);
  });

  it('stay where they are when plugged in where they were', async () => {
    const wiring = useWiring();
    await wiring.plug(debian, 2, lab);
    expect(program.callsOf('adapter.set')).toEqual([]);
    expect(wiring.canUndo).toBe(false);
  });

  it('a new move ends what could be redone', async () => {
    const wiring = useWiring();
    await wiring.plug(debian, 1, lab);
    await wiring.undo();
    await wiring.plug(debian, 1, internal);
    expect(wiring.canRedo).toBe(false);
  });

  it('a refused move is shown and not remembered; the next one clears it', async () => {
    const wiring = useWiring();
    program.refuseNext('adapter.set', new PatchcordError('internal', { reason: 'no' }));
    await wiring.plug(debian, 1, lab);
    expect(wiring.refusal).toMatchObject({ code: 'internal' });
    expect([where('Debian 13', 1), wiring.canUndo]).toEqual(['Shared', false]);
    await wiring.plug(debian, 1, lab);
    expect([where('Debian 13', 1), wiring.refusal]).toEqual(['Test lab', null]);
  });

  it('an undo that cannot be done any more is shown, and the one before it is next', async () => {
    const wiring = useWiring();
    await wiring.plug(debian, 1, lab);
    await wiring.plug(firewall, 3, lab);
    await program.call('vm.stop', { vm: firewall, force: true });
    await program.call('vm.remove', { vm: firewall });
    await wiring.undo();
    expect(wiring.refusal).not.toBeNull();
    await wiring.undo();
    expect(where('Debian 13', 1)).toBe('Shared');
  });

  it('a NIC takes a cable through the network that the program makes for it', async () => {
    const wiring = useWiring();
    await program.setHostAdapter(null);
    await wiring.plug(debian, 1, { mode: 'host', networkId: null, nic: 'enp3s0' });
    expect(program.network(where('Debian 13', 1)!)).toMatchObject({ kind: 'host', nic: 'enp3s0' });
    await wiring.undo();
    expect(where('Debian 13', 1)).toBe('Shared');
  });
});
