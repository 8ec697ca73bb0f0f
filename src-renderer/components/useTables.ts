/**
 * Leases, flows, forwarding database and drops, read again while the dialog is open: at most once
 * a second while something moves, and every few seconds for what only ages.
 */
import { useIntervalFn, useThrottleFn } from '@vueuse/core';
import { ref, shallowRef, watch, type Ref } from 'vue';
import type { AdapterTraffic, FdbEntry, Flow, Lease } from '../../src-main/contract/activity.ts';
import { toProblem } from '../../src-main/contract/errors.ts';
import { errorText } from '../../src-main/contract/errorText.ts';
import { useBridge } from '../bridge/bridge.ts';
import { useActivity } from '../stores/activity.ts';

export const tables = ['leases', 'flows', 'fdb', 'drops'] as const;
export type TableName = (typeof tables)[number];

/** Ages are shown in seconds; reading them every five is live enough for a table, in ms. */
const AGEING_READ_MS = 5_000;
/** Least time between two readings that traffic causes, in ms. */
const BUSY_READ_MS = 1_000;

export function useTables(shown: Ref<TableName>, network: Ref<string>) {
  const bridge = useBridge();
  const activity = useActivity();
  const leases = shallowRef<readonly Lease[]>([]);
  const flows = shallowRef<readonly Flow[]>([]);
  const fdb = shallowRef<readonly FdbEntry[]>([]);
  const stats = shallowRef<readonly AdapterTraffic[]>([]);
  const refusal = ref<string | null>(null);

  const read: Record<TableName, () => Promise<void>> = {
    leases: async () => void (leases.value = await bridge.call('lease.list', {})),
    flows: async () => void (flows.value = await bridge.call('flow.list', {})),
    fdb: async () => {
      if (network.value !== '')
        fdb.value = await bridge.call('fdb.list', { network: network.value });
    },
    drops: async () => void (stats.value = await bridge.call('stats.get', {})),
  };

  async function refresh(): Promise<void> {
    try {
      await read[shown.value]();
      refusal.value = null;
    } catch (error) {
      refusal.value = errorText(toProblem(error));
    }
  }

  watch([shown, network, bridge.state], refresh, { immediate: true });
  watch(
    () => activity.latest,
    useThrottleFn(() => void refresh(), BUSY_READ_MS, true),
  );
  useIntervalFn(() => void refresh(), AGEING_READ_MS);
  return { leases, flows, fdb, stats, refusal };
}
