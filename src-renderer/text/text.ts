/**
 * The window's words in the chosen language: `t('console.start')`, in scripts and templates alike.
 * Areas are files under en/ and de/. English is there from the start; another language is fetched
 * when it is chosen, and until it has come everything stays as it was.
 */
import { shallowRef } from 'vue';
import { createI18n } from 'vue-i18n';
import { en } from './en/en.ts';
import type { Language } from './languages.ts';
import type { Tongue } from './translation.ts';

const tongues: Readonly<Record<Exclude<Language, 'en'>, () => Promise<Tongue>>> = {
  de: async () => (await import('./de/de.ts')).german,
};

const i18n = createI18n<false>({
  // Until version 12, where nothing else is left.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  legacy: false,
  locale: 'en',
  fallbackLocale: 'en',
  messages: { en },
});

/** What `t` takes: `area.word`, `area.group.word`. */
export type WordKey = Leaves<typeof en>;
type Leaves<T> = {
  [K in keyof T & string]: T[K] extends string ? K : `${K}.${Leaves<T[K]>}`;
}[keyof T & string];

/** The message, filled with `words`; of `one | many`, the one for `words.count`. */
export function t(key: WordKey, words: Readonly<Record<string, string | number>> = {}): string {
  return typeof words['count'] === 'number'
    ? i18n.global.t(key, words, words['count'])
    : i18n.global.t(key, words);
}

export const language = i18n.global.locale;

/** Null while English is spoken, whose sentences the contract has. */
export const tongue = shallowRef<Tongue | null>(null);

let wanted: Language = 'en';

/** Resolves once the language is spoken, or another one was chosen meanwhile. */
export async function setLanguage(chosen: Language): Promise<void> {
  wanted = chosen;
  const spoken = chosen === 'en' ? null : await tongues[chosen]();
  if (wanted !== chosen) return;
  if (spoken !== null) i18n.global.setLocaleMessage(chosen, spoken.words);
  tongue.value = spoken;
  language.value = chosen;
  document.documentElement.lang = chosen;
}
