/**
 * The window's texts in the chosen language: `t('console.start')`, in scripts and templates. Areas
 * are files under en/ and de/. English is bundled. Another language is loaded when it is chosen, and
 * the window keeps its language until then.
 */
import { shallowRef } from 'vue';
import { createI18n } from 'vue-i18n';
import { en } from './en/en.ts';
import type { Language } from './languages.ts';
import type { LanguageTexts } from './translation.ts';

const loaders: Readonly<Record<Exclude<Language, 'en'>, () => Promise<LanguageTexts>>> = {
  de: async () => (await import('./de/de.ts')).german,
};

const i18n = createI18n<false>({
  // Version 12 removes this option together with the legacy mode.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  legacy: false,
  locale: 'en',
  fallbackLocale: 'en',
  messages: { en },
});

/** The keys of `t`: `area.word`, `area.group.word`. */
export type WordKey = Leaves<typeof en>;
type Leaves<T> = {
  [K in keyof T & string]: T[K] extends string ? K : `${K}.${Leaves<T[K]>}`;
}[keyof T & string];

/** The text with `words` filled in. Of `one | many` it is the form for `words.count`. */
export function t(key: WordKey, words: Readonly<Record<string, string | number>> = {}): string {
  return typeof words['count'] === 'number'
    ? i18n.global.t(key, words, words['count'])
    : i18n.global.t(key, words);
}

export const language = i18n.global.locale;

/** Texts of the chosen language. Null for English, whose sentences are in the contract. */
export const texts = shallowRef<LanguageTexts | null>(null);

let wanted: Language = 'en';

/** Resolves when the window shows this language, or when another has been chosen. */
export async function setLanguage(chosen: Language): Promise<void> {
  wanted = chosen;
  const loaded = chosen === 'en' ? null : await loaders[chosen]();
  if (wanted !== chosen) return;
  if (loaded !== null) i18n.global.setLocaleMessage(chosen, loaded.words);
  texts.value = loaded;
  language.value = chosen;
  document.documentElement.lang = chosen;
}
