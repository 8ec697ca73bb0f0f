/** The language: the chosen one, or the system's if Patchcord has it. Remembered on this computer. */
import { useLocalStorage, usePreferredLanguages } from '@vueuse/core';
import { defineStore } from 'pinia';
import { computed, watch } from 'vue';
import { languages, type Language, type LanguageChoice } from '../text/languages.ts';
import { setLanguage } from '../text/text.ts';

export const useLanguage = defineStore('language', () => {
  const chosen = useLocalStorage<LanguageChoice>('patchcord.language', 'system');
  const preferred = usePreferredLanguages();
  const current = computed(() =>
    chosen.value === 'system' ? firstAvailable(preferred.value) : chosen.value,
  );
  /** Resolves when the current language is loaded or cannot be loaded. */
  let settled: Promise<void>;
  watch(
    current,
    (language) => {
      // If the texts cannot be loaded (the program has ended), the window keeps its language.
      settled = setLanguage(language).catch(() => undefined);
    },
    { immediate: true },
  );
  return { chosen, settled: () => settled };
});

/** The first language that Patchcord has. `tags`: such as `de-AT`, in order of preference. */
function firstAvailable(tags: readonly string[]): Language {
  const available = tags.map((tag) => languages.find((one) => tag.split('-')[0] === one));
  return available.find((language) => language !== undefined) ?? 'en';
}
