/**
 * Composes the sentences of errorText.ts and checkText.ts, in English unless other sentences are
 * given. `{name}` in a sentence is replaced by the parameter of that name. Another version of the
 * program can send a code that has no sentence here; then the code itself is shown.
 */
import { type CheckSentences, type FindingText, checkSentences } from './checkText.ts';
import type { ErrorParams, Problem } from './errors.ts';
import { type ErrorSentences, errorSentences } from './errorText.ts';
import type { Finding } from './problem.ts';

export function errorText(
  { code, params }: Problem,
  sentences: ErrorSentences = errorSentences,
): string {
  return Object.hasOwn(sentences, code)
    ? filled(sentences[code], params)
    : filled(sentences.unknownError, { code });
}

/** Empty: this version does not have that check. */
export function checkMeaning(id: string, sentences: CheckSentences = checkSentences): string {
  const known: Readonly<Record<string, string>> = sentences.meanings;
  return Object.hasOwn(known, id) ? known[id]! : '';
}

export function findingText(
  { code, params }: Finding,
  sentences: CheckSentences = checkSentences,
): FindingText {
  const { summary, remedy } = Object.hasOwn(sentences.findings, code)
    ? sentences.findings[code]
    : { summary: code, remedy: '' };
  return { summary: filled(summary, params), remedy: filled(remedy, params) };
}

/** A `{name}` without a parameter stays in the text, so that the mistake is noticed. */
function filled(sentence: string, params: ErrorParams): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) =>
    name in params ? String(params[name]) : whole,
  );
}
