/**
 * The window's words in the chosen language: `t('console.start')`, in scripts and templates alike.
 * Areas are files under en/ and de/. English is there from the start, and stands in where another
 * language is not loaded yet; German is fetched when it is chosen.
 */
import { createI18n } from 'vue-i18n';
import { en } from './en/en.ts';

/** The same words in another language: a translation that misses one does not compile. */
export type Translation<T = typeof en> = {
  readonly [K in keyof T]: T[K] extends string ? string : Translation<T[K]>;
};

export const languages = ['en', 'de'] as const;
export type Language = (typeof languages)[number];

const i18n = createI18n<false>({
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

export async function setLanguage(chosen: Language): Promise<void> {
  if (chosen === 'de') i18n.global.setLocaleMessage('de', (await import('./de/de.ts')).de);
  language.value = chosen;
  document.documentElement.lang = chosen;
}
