import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, it } from 'vitest';
import { createApp } from 'vue';
import { PatchcordError } from '../../../src-main/contract/errors.ts';
import { bridgeKey } from '../../../src-renderer/bridge/bridge.ts';
import { UNPLUGGED, useWiring } from '../../../src-renderer/stores/wiring.ts';
import { fakeBridge } from '../fakeBridge.ts';
import { FakeProgram } from '../fakeProgram.ts';
import { laboratory } from '../fakeState.ts';

let program: FakeProgram;
const LAB = { mode: 'internal', networkId: 'lab', nic: null } as const;
const INTERNAL = { mode: 'internal', networkId: 'internal', nic: null } as const;
const where = (vm: string, n: number) => program.vm(vm).adapters[n - 1]!.networkId;
const sets = () => program.calls.filter(({ name }) => name === 'adapter.set').length;

beforeEach(() => {
  program = new FakeProgram(laboratory());
  const pinia = createPinia();
  createApp({}).use(pinia).provide(bridgeKey, fakeBridge(program));
  setActivePinia(pinia);
});

describe('R64 cables moved on the map', () => {
  it('are undone and redone, one by one', async () => {
    const wiring = useWiring();
    await wiring.plug('debian', 1, LAB);
    await wiring.plug('firewall', 3, INTERNAL);
    await wiring.plug('debian', 1, UNPLUGGED);
    expect([where('debian', 1), where('firewall', 3)]).toEqual([null, 'internal']);
    await wiring.undo();
    await wiring.undo();
    expect([where('debian', 1), where('firewall', 3)]).toEqual(['lab', null]);
    await wiring.undo();
    expect(where('debian', 1)).toBe('shared');
    expect([wiring.canUndo, wiring.canRedo]).toEqual([false, true]);
    await wiring.redo();
    expect(where('debian', 1)).toBe('lab');
    expect(wiring.latest).toMatchObject({ vmId: 'debian', n: 1, to: LAB });
  });

  it('are moved in turn, however quickly they are asked for', async () => {
    const wiring = useWiring();
    const moves = [wiring.plug('debian', 1, LAB), wiring.plug('debian', 1, INTERNAL)];
    expect(wiring.busy).toBe(true);
    await Promise.all([...moves, wiring.undo(), wiring.undo()]);
    expect(where('debian', 1)).toBe('shared');
    expect(wiring.busy).toBe(false);
  });

  it('R6 are pulled out and put back in turn with them, and nothing to undo', async () => {
    const wiring = useWiring();
    const cable = () => program.vm('debian').adapters[0]!.cable;
    await Promise.all([wiring.plug('debian', 1, LAB), wiring.setCable('debian', 1, false)]);
    expect([where('debian', 1), cable()]).toEqual(['lab', false]);
    await wiring.undo();
    expect([where('debian', 1), cable()]).toEqual(['shared', false]);
    program.refuse.set('adapter.set', new PatchcordError('engineUnavailable'));
    await wiring.setCable('debian', 1, true);
    expect(wiring.refusal).toMatchObject({ code: 'engineUnavailable' });
    await wiring.setCable('debian', 1, true);
    expect([cable(), wiring.refusal, wiring.canUndo]).toEqual([true, null, false]);
  });

  it('stay where they are when plugged in where they were', async () => {
    const wiring = useWiring();
    await wiring.plug('debian', 2, LAB);
    expect(sets()).toBe(0);
    expect(wiring.canUndo).toBe(false);
  });

  it('a new move ends what could be redone', async () => {
    const wiring = useWiring();
    await wiring.plug('debian', 1, LAB);
    await wiring.undo();
    await wiring.plug('debian', 1, INTERNAL);
    expect(wiring.canRedo).toBe(false);
  });

  it('a refused move is shown and not remembered; the next one clears it', async () => {
    const wiring = useWiring();
    program.refuse.set('adapter.set', new PatchcordError('internal', { reason: 'no' }));
    await wiring.plug('debian', 1, LAB);
    expect(wiring.refusal).toMatchObject({ code: 'internal' });
    expect([where('debian', 1), wiring.canUndo]).toEqual(['shared', false]);
    await wiring.plug('debian', 1, LAB);
    expect([where('debian', 1), wiring.refusal]).toEqual(['lab', null]);
  });

  it('an undo that cannot be done any more is shown, and the one before it is next', async () => {
    const wiring = useWiring();
    await wiring.plug('debian', 1, LAB);
    await wiring.plug('firewall', 3, LAB);
    program.state.vms = program.state.vms.filter(({ id }) => id !== 'firewall');
    await wiring.undo();
    expect(wiring.refusal).not.toBeNull();
    await wiring.undo();
    expect(where('debian', 1)).toBe('shared');
  });

  it('a NIC takes a cable through the network that the program makes for it', async () => {
    const wiring = useWiring();
    await wiring.plug('debian', 1, { mode: 'host', networkId: null, nic: 'enp3s0' });
    expect(program.network(where('debian', 1)!)).toMatchObject({ kind: 'host', nic: 'enp3s0' });
    await wiring.undo();
    expect(where('debian', 1)).toBe('shared');
  });
});
