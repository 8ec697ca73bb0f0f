/** The contract's sentences (errors, set-up checks) in the window's language. */
import type { FindingText } from '../../src-main/contract/checkText.ts';
import type { Problem } from '../../src-main/contract/errors.ts';
import type { Finding } from '../../src-main/contract/problem.ts';
import { checkMeaning, errorText, findingText } from '../../src-main/contract/sentence.ts';
import { texts } from './text.ts';

export function problemText(problem: Problem): string {
  return errorText(problem, texts.value?.errors);
}

/** What a set-up check is for. */
export function checkMeaningText(id: string): string {
  return checkMeaning(id, texts.value?.checks);
}

/** What a set-up check found, and what to do about it. */
export function checkFindingText(finding: Finding): FindingText {
  return findingText(finding, texts.value?.checks);
}
