/** The languages of the window, by their ISO 639-1 codes. */
export const languages = ['en', 'de'] as const;
export type Language = (typeof languages)[number];

/** The choices of a user: a language, or the system's. */
export const languageChoices = ['system', ...languages] as const;
export type LanguageChoice = (typeof languageChoices)[number];
