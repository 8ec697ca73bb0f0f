/** The language: a chosen one, or the system's where Patchcord speaks it; remembered on this computer. */
import { useLocalStorage, usePreferredLanguages } from '@vueuse/core';
import { defineStore } from 'pinia';
import { computed, watch } from 'vue';
import { languages, type Language, type LanguageChoice } from '../text/languages.ts';
import { setLanguage } from '../text/text.ts';

export const useLanguage = defineStore('language', () => {
  const chosen = useLocalStorage<LanguageChoice>('patchcord.language', 'system');
  const preferred = usePreferredLanguages();
  const current = computed(() =>
    chosen.value === 'system' ? firstSpoken(preferred.value) : chosen.value,
  );
  /** Settles once the language of the moment is spoken, or cannot be fetched. */
  let settled: Promise<void>;
  watch(
    current,
    (language) => {
      // Without its words (the program ended meanwhile) what was spoken goes on being spoken.
      settled = setLanguage(language).catch(() => undefined);
    },
    { immediate: true },
  );
  return { chosen, settled: () => settled };
});

/** Of tags such as `de-AT`, in order of preference, the first whose language is spoken here. */
function firstSpoken(tags: readonly string[]): Language {
  const spoken = tags.map((tag) => languages.find((one) => tag.split('-')[0] === one));
  return spoken.find((language) => language !== undefined) ?? 'en';
}
