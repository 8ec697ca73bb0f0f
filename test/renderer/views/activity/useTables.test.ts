import { flushPromises } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ref } from 'vue';
import { PatchcordError } from '../../../../src-main/contract/errors.ts';
import { useTables, type TableName } from '../../../../src-renderer/views/activity/useTables.ts';
import type { StandInProgram } from '../../../app/standInProgram.ts';
import { startProgram } from '../../standInBridge.ts';
import { within } from '../../within.ts';

let program: StandInProgram;
let shared: string;
const shown = ref<TableName | null>('leases');
const network = ref('');
const paused = ref(false);

beforeEach(async () => {
  ({ program } = await startProgram());
  shared = program.network('Shared').id;
  vi.useFakeTimers();
  shown.value = 'leases';
  network.value = shared;
  paused.value = false;
});
afterEach(() => vi.useRealTimers());

async function open() {
  const opened = await within(program, () => useTables(shown, network, paused));
  await flushPromises();
  return opened;
}

const readings = () => program.calls.filter(({ name }) => /^(lease|flow|fdb|stats)\./.test(name));

async function pass(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
  await flushPromises();
}

describe('R63 what the tables read', () => {
  it('is the table in sight, at once and once a second while something moves', async () => {
    const { rows } = await open();
    expect(rows.value.leases).toHaveLength(4);
    expect(rows.value.flows).toEqual([]);
    const before = readings().length;
    for (let i = 0; i < 8; i++) {
      program.guests.report(i * 250);
      await pass(250);
    }
    expect(readings().length - before).toBeGreaterThanOrEqual(2);
    expect(readings().length - before).toBeLessThanOrEqual(3);
  });

  it('is nothing while the chart is in sight', async () => {
    shown.value = null;
    await open();
    await pass(20_000);
    expect(readings()).toEqual([]);
  });

  it('does not change while paused, except for a new page, and then continues', async () => {
    const { rows } = await open();
    paused.value = true;
    program.app.engine.leases = [];
    program.guests.report(1_000);
    await pass(20_000);
    expect(rows.value.leases).toHaveLength(4);
    shown.value = 'fdb';
    await flushPromises();
    expect(rows.value.fdb).toHaveLength(3);
    shown.value = 'leases';
    paused.value = false;
    await flushPromises();
    expect(rows.value.leases).toEqual([]);
  });

  it('follows the network that was chosen last', async () => {
    shown.value = 'fdb';
    const { rows } = await open();
    network.value = program.network('Internal').id;
    network.value = shared;
    await flushPromises();
    expect(program.callsOf('fdb.list').at(-1)).toEqual({ network: shared });
    expect(rows.value.fdb).toHaveLength(3);
    network.value = '';
    await flushPromises();
    expect(rows.value.fdb).toEqual([]);
  });

  it('says why it could not be read, until it could', async () => {
    program.refuseNext('lease.list', new PatchcordError('internal', { reason: 'no engine' }));
    const { refusal } = await open();
    expect(refusal.value).toContain('no engine');
    await pass(5_000);
    expect(refusal.value).toBe(null);
  });

  it('distinguishes connections that look the same', async () => {
    const [flow] = program.app.engine.flows;
    program.app.engine.flows = [flow!, flow!];
    shown.value = 'flows';
    const { rows } = await open();
    expect(new Set(rows.value.flows.map(({ key }) => key)).size).toBe(2);
  });
});
