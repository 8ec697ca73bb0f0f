/**
 * Keeps the appearance and language of this window equal to the program's preferences. Changes made
 * in another face arrive with the panel; changes made here are sent. The copies on this computer
 * (stores/appearance.ts, stores/language.ts) are used until the program has answered.
 */
import { defineStore } from 'pinia';
import { watch } from 'vue';
import { useBridge } from '../bridge/bridge.ts';
import { useAppearance } from './appearance.ts';
import { useLanguage } from './language.ts';
import { usePanel } from './panel.ts';

export const usePreferences = defineStore('preferences', () => {
  const bridge = useBridge();
  const panel = usePanel();
  const appearance = useAppearance();
  const language = useLanguage();

  watch(
    [() => panel.preferences?.theme, () => panel.preferences?.language],
    ([theme, chosenLanguage]) => {
      if (theme !== undefined) appearance.chosen = theme;
      if (chosenLanguage !== undefined) language.chosen = chosenLanguage;
    },
    { immediate: true },
  );
  watch([() => appearance.chosen, () => language.chosen], ([theme, chosenLanguage]) => {
    const kept = panel.preferences;
    if (kept === null || (kept.theme === theme && kept.language === chosenLanguage)) return;
    // If it cannot be stored, it still applies to this window.
    bridge.call('preferences.set', { theme, language: chosenLanguage }).catch(() => undefined);
  });
  return {};
});
