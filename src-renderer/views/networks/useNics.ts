/** This computer's NICs, and which of them are offered to VMs (R11). */
import { onMounted, ref, shallowRef } from 'vue';
import { toProblem } from '../../../src-main/contract/errors.ts';
import type { NicChoice } from '../../../src-main/contract/network.ts';
import { useBridge } from '../../bridge/bridge.ts';
import { problemText } from '../../text/contractText.ts';

export function useNics() {
  const bridge = useBridge();
  const nics = shallowRef<readonly NicChoice[]>([]);
  const refusal = ref<string | null>(null);

  /** Takes effect immediately, as a change of a cable does. Adapters that use the NIC keep it. */
  async function offer(nic: string, offered: boolean): Promise<void> {
    refusal.value = null;
    try {
      nics.value = await bridge.call('nic.set', { nic, offered });
    } catch (error) {
      refusal.value = problemText(toProblem(error));
    }
  }

  onMounted(async () => {
    try {
      nics.value = await bridge.call('nic.list', {});
    } catch {
      // The connection has ended: the dialog shows only the NICs of networks.
    }
  });

  return { nics, refusal, offer };
}
