/** Arguments to add to the command of a VM that a person starts, for its present settings. */
import { shallowRef, watch } from 'vue';
import { toProblem } from '../../../src-main/contract/errors.ts';
import type { Vm } from '../../../src-main/contract/vm.ts';
import { useBridge } from '../../bridge/bridge.ts';
import { problemText } from '../../text/contractText.ts';

export function useVmArguments(vm: () => Vm) {
  const bridge = useBridge();
  const words = shallowRef<readonly string[]>([]);
  /** Why there are none, as a sentence. */
  const refusal = shallowRef<string | null>(null);

  watch(
    vm,
    async ({ id }) => {
      try {
        words.value = await bridge.call('vm.args', { vm: id });
        refusal.value = null;
      } catch (error) {
        refusal.value = problemText(toProblem(error));
      }
    },
    { immediate: true },
  );

  return { words, refusal };
}
