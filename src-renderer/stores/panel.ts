/**
 * The program's state: VMs, networks, forwards, status. It changes only when the program sends a
 * new state.
 */
import { defineStore } from 'pinia';
import { computed, shallowRef, watch } from 'vue';
import type { Panel } from '../../src-main/contract/activity.ts';
import { useBridge } from '../bridge/bridge.ts';

export const usePanel = defineStore('panel', () => {
  const bridge = useBridge();
  const panel = shallowRef<Panel | null>(null);

  bridge.subscribe('panel', (latest) => (panel.value = latest));
  watch(bridge.state, (state) => void (state === 'connected' && load()), { immediate: true });

  async function load(): Promise<void> {
    try {
      panel.value = await bridge.call('panel.get', {});
    } catch {
      // The connection has ended. The panel is loaded again over the next one.
    }
  }

  return {
    connection: bridge.state,
    loaded: computed(() => panel.value !== null),
    status: computed(() => panel.value?.status ?? null),
    vms: computed(() => panel.value?.vms ?? []),
    networks: computed(() => panel.value?.networks ?? []),
    preferences: computed(() => panel.value?.preferences ?? null),
    forwards: computed(() => panel.value?.forwards ?? []),
  };
});
