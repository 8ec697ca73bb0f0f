/**
 * Keeps the look and the language of this window in line with the program's preferences, both ways:
 * what was chosen in another face arrives with the panel, what is chosen here is sent. The copies
 * on this computer (stores/appearance.ts, stores/language.ts) are for the moment before the program
 * has answered.
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
    // Where it cannot be kept it counts in this window all the same.
    bridge.call('preferences.set', { theme, language: chosenLanguage }).catch(() => undefined);
  });
  return {};
});
