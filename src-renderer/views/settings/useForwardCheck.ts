/**
 * Asks the program whether a forward can listen at the typed address and port, once the user stops
 * typing. An answer that arrives after further typing is ignored.
 */
import { ref, watch } from 'vue';
import { useBridge } from '../../bridge/bridge.ts';
import { problemText } from '../../text/contractText.ts';
import { ruleOf, type ForwardEntry } from './forwardEntry.ts';

/** ms without a keystroke: longer than between two digits, shorter than between two fields. */
const REST_MS = 250;

/**
 * @param entry the typed place; null while it has faults
 * @param ownId id of the rule that is changed; it may keep its place
 */
export function useForwardCheck(entry: () => ForwardEntry | null, ownId: string | null) {
  const bridge = useBridge();
  const problem = ref<string | null>(null);

  async function ask(typed: ForwardEntry, isHeard: () => boolean): Promise<void> {
    const { protocol, address, port } = ruleOf(typed);
    try {
      const found = await bridge.call('forward.check', { id: ownId, protocol, address, port });
      if (isHeard()) problem.value = found === null ? null : problemText(found);
    } catch {
      // The connection has ended. Applying the rule finds the faults.
    }
  }

  watch(
    () => JSON.stringify(entry()),
    (_now, _before, onCleanup) => {
      let heard = true;
      problem.value = null;
      const typed = entry();
      const timer = setTimeout(() => {
        if (typed !== null) void ask(typed, () => heard);
      }, REST_MS);
      onCleanup(() => {
        heard = false;
        clearTimeout(timer);
      });
    },
    { immediate: true },
  );

  return problem;
}
