/** A bridge to a fake program, and the app's plugins. */
import { createPinia } from 'pinia';
import { shallowRef } from 'vue';
import { contract } from '../../src-main/contract/contract.ts';
import { PatchcordError } from '../../src-main/contract/errors.ts';
import { answer } from '../../src-main/contract/server.ts';
import { bridgeKey, type Bridge, type BridgeState } from '../../src-renderer/bridge/bridge.ts';
import type { FakeProgram } from './fakeProgram.ts';

export function fakeBridge(program: FakeProgram): Bridge {
  return {
    state: shallowRef<BridgeState>('connected'),
    subscribe: (event, listener) => program.subscribe(event, listener),
    call: async (call, args) => {
      const reply = await answer(program, { id: 1, call, args });
      if ('error' in reply) throw new PatchcordError(reply.error.code, reply.error.params);
      return contract.calls[call].result.parse(reply.result) as never;
    },
  };
}

/** For `mount(…, { global })`. */
export function over(program: FakeProgram) {
  return { plugins: [createPinia()], provide: { [bridgeKey as symbol]: fakeBridge(program) } };
}
