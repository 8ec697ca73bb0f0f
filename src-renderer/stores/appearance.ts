/** The appearance: light, dark or the system's. Remembered on this computer. */
import { useLocalStorage } from '@vueuse/core';
import { defineStore } from 'pinia';
import { watchEffect } from 'vue';

export const appearances = ['system', 'light', 'dark'] as const;
export type Appearance = (typeof appearances)[number];

export const useAppearance = defineStore('appearance', () => {
  const chosen = useLocalStorage<Appearance>('patchcord.appearance', 'system');
  watchEffect(() => {
    if (chosen.value === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = chosen.value;
  });
  return { chosen };
});
