/**
 * Leases, flows, MAC table and drops. The shown table is read again at most once a second while there
 * is traffic, and every few seconds for ages. While paused, only another page or another network is
 * read, once.
 */
import { useIntervalFn, useThrottleFn } from '@vueuse/core';
import { ref, shallowRef, watch, type Ref } from 'vue';
import { toProblem } from '../../../src-main/contract/errors.ts';
import { useBridge } from '../../bridge/bridge.ts';
import { useActivity } from '../../stores/activity.ts';
import { problemText } from '../../text/contractText.ts';
import { dropRows, fdbRows, flowRows, leaseRows, type Row } from './activityTables.ts';

export const tables = ['leases', 'flows', 'fdb', 'drops'] as const;
export type TableName = (typeof tables)[number];

/** Time between two readings without traffic, in ms. Often enough for ages in seconds. */
const AGEING_READ_MS = 5_000;
/** Shortest time between two readings because of traffic, in ms. */
const BUSY_READ_MS = 1_000;

const NOTHING = { leases: [], flows: [], fdb: [], drops: [] };

/** @param shown the visible table, if any */
export function useTables(
  shown: Readonly<Ref<TableName | null>>,
  network: Readonly<Ref<string>>,
  paused: Readonly<Ref<boolean>>,
) {
  const bridge = useBridge();
  const activity = useActivity();
  const rows = shallowRef<Readonly<Record<TableName, readonly Row[]>>>(NOTHING);
  const refusal = ref<string | null>(null);
  let asked = 0;

  const read: Record<TableName, () => Promise<Row[]>> = {
    leases: async () => leaseRows(await bridge.call('lease.list', {})),
    flows: async () => flowRows(await bridge.call('flow.list', {})),
    fdb: async () =>
      network.value === ''
        ? []
        : fdbRows(await bridge.call('fdb.list', { network: network.value })),
    drops: async () => dropRows(await bridge.call('stats.get', {})),
  };

  async function refresh(): Promise<void> {
    const table = shown.value;
    if (table === null) return;
    const mine = ++asked;
    try {
      const latest = await read[table]();
      // An answer for the network chosen before may arrive late.
      if (mine !== asked) return;
      rows.value = { ...rows.value, [table]: latest };
      refusal.value = null;
    } catch (error) {
      if (mine === asked) refusal.value = problemText(toProblem(error));
    }
  }

  const refreshLive = (): void => {
    if (!paused.value) void refresh();
  };
  watch([shown, network, bridge.state], refresh, { immediate: true });
  watch(paused, refreshLive);
  watch(() => activity.latest, useThrottleFn(refreshLive, BUSY_READ_MS, true));
  useIntervalFn(refreshLive, AGEING_READ_MS);
  return { rows, refusal };
}
