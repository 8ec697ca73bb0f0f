/** Tests of port forwards: the last result of each, and which are running. */
import { ref } from 'vue';
import { toProblem } from '../../../src-main/contract/errors.ts';
import { useBridge } from '../../bridge/bridge.ts';
import { problemText } from '../../text/contractText.ts';
import { t } from '../../text/text.ts';

interface Finding {
  readonly text: string;
  /** CSS class for its colour. */
  readonly look: 'good' | 'bad' | 'quiet';
}

export function useForwardTests() {
  const bridge = useBridge();
  /** By the rule's id. */
  const findings = ref<Readonly<Record<string, Finding>>>({});

  function put(id: string, finding: Finding): void {
    findings.value = { ...findings.value, [id]: finding };
  }

  async function test(id: string): Promise<void> {
    put(id, { text: t('forwards.testing'), look: 'quiet' });
    try {
      const answer = await bridge.call('forward.test', { id });
      const look = answer === 'answered' ? 'good' : answer === 'unknown' ? 'quiet' : 'bad';
      put(id, { text: t(`forwards.answer.${answer}`), look });
    } catch (error) {
      put(id, { text: problemText(toProblem(error)), look: 'bad' });
    }
  }

  return { findings, test };
}
