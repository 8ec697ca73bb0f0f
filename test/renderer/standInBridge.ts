/** A bridge to a whole app in the same process, and the window's plugins. */
import { flushPromises } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { onTestFinished } from 'vitest';
import { createApp, shallowRef } from 'vue';
import type { PanelService } from '../../src-main/contract/server.ts';
import { bridgeKey, type Bridge, type BridgeState } from '../../src-renderer/bridge/bridge.ts';
import { callThrough } from '../app/bench.ts';
import type { Laboratory } from '../app/laboratory.ts';
import { StandInProgram } from '../app/standInProgram.ts';
import { ManualClock } from '../scenario/manualClock.ts';

/** Longer than the shortest time between two panels, ms. */
const NEXT_PANEL_MS = 250;

interface Started {
  readonly program: StandInProgram;
  /** The window has the panel as it is now. */
  nextPanel(): Promise<void>;
}

/** The app on stand-ins and on a clock of its own, until the test is over. */
export async function startProgram(lab?: Laboratory): Promise<Started> {
  const clock = new ManualClock();
  const program = await StandInProgram.start(lab, clock);
  onTestFinished(() => program.close());
  const nextPanel = async (): Promise<void> => {
    clock.advance(NEXT_PANEL_MS);
    await flushPromises();
  };
  return { program, nextPanel };
}

/** For `mount(…, { global })`. */
export function over(service: PanelService) {
  return { plugins: [createPinia()], provide: { [bridgeKey as symbol]: bridgeTo(service) } };
}

/** Stores that a test uses without a component are on this app. */
export function storesOver(service: PanelService): void {
  const pinia = createPinia();
  createApp({}).use(pinia).provide(bridgeKey, bridgeTo(service));
  setActivePinia(pinia);
}

function bridgeTo(service: PanelService): Bridge {
  return {
    state: shallowRef<BridgeState>('connected'),
    subscribe: (event, listener) => service.subscribe(event, listener),
    call: (call, args) => callThrough(service, call, args),
  };
}
