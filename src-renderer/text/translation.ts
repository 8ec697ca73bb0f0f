/** The texts of a language other than English. */
import type { CheckSentences } from '../../src-main/contract/checkText.ts';
import type { ErrorSentences } from '../../src-main/contract/errorText.ts';
import type { en } from './en/en.ts';

/** The texts of en/ in another language. A translation without one of them does not compile. */
export type Translation<T = typeof en> = {
  readonly [K in keyof T]: T[K] extends string ? string : Translation<T[K]>;
};

export interface LanguageTexts {
  readonly words: Translation;
  readonly errors: ErrorSentences;
  readonly checks: CheckSentences;
}
