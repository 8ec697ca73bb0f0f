/** The languages of the window, by their ISO 639-1 codes. */
export const languages = ['en', 'de'] as const;
export type Language = (typeof languages)[number];

/** What can be chosen: a language, or to follow the system. */
export const languageChoices = ['system', ...languages] as const;
export type LanguageChoice = (typeof languageChoices)[number];
