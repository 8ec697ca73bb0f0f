import { afterEach, describe, expect, it } from 'vitest';
import { checkSentences } from '../../../src-main/contract/checkText.ts';
import type { Problem } from '../../../src-main/contract/errors.ts';
import { type ErrorCode, errorSentences } from '../../../src-main/contract/errorText.ts';
import {
  checkFindingText,
  checkMeaningText,
  problemText,
} from '../../../src-renderer/text/contractText.ts';
import { german } from '../../../src-renderer/text/de/de.ts';
import { en } from '../../../src-renderer/text/en/en.ts';
import { language, setLanguage, t, type WordKey } from '../../../src-renderer/text/text.ts';
import { sameInGerman } from './sameInGerman.ts';

/** All sentences of a tree by their paths. */
function leaves(tree: object, path = ''): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]: [string, unknown]): [string, string][] =>
      typeof value === 'object' && value !== null
        ? [...leaves(value, `${path}${key}.`)]
        : [[`${path}${key}`, String(value)]],
    ),
  );
}

const placesOf = (sentence: string): string[] =>
  [...new Set([...sentence.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!))].sort();
const formsOf = (sentence: string): number => sentence.split(' | ').length;

const pairs = [
  ['words', en, german.words],
  ['errors', errorSentences, german.errors],
  ['checks', checkSentences, german.checks],
] as const;

afterEach(() => setLanguage('en'));

describe.each(pairs)('R67 the German of %s', (name, english, translated) => {
  const inEnglish = leaves(english);
  const inGerman = leaves(translated);

  it('has exactly what the English has', () => {
    expect([...inGerman.keys()].sort()).toEqual([...inEnglish.keys()].sort());
  });

  it('is not the English, but for words that are the same', () => {
    const same = [...inEnglish].filter(([key, text]) => text !== '' && inGerman.get(key) === text);
    expect(same.map(([key]) => key).sort()).toEqual([...sameInGerman[name]].sort());
  });

  it('has the same places to fill, and as many forms of number', () => {
    for (const [key, text] of inEnglish) {
      expect(placesOf(inGerman.get(key)!), key).toEqual(placesOf(text));
      expect(formsOf(inGerman.get(key)!), key).toBe(formsOf(text));
    }
  });

  it('quotes as German does, and leaves no English quotation mark', () => {
    for (const [key, text] of inGerman) {
      expect(text.match(/„/g)?.length ?? 0, key).toBe(text.match(/“/g)?.length ?? 0);
      expect(text, key).not.toMatch(/[”"‘]/);
    }
  });
});

describe.each(['en', 'de'] as const)('R67 a message in %s', (chosen) => {
  it('shows all that it is filled with, in every form, and nothing of its making', async () => {
    await setLanguage(chosen);
    for (const [key, text] of leaves(chosen === 'en' ? en : german.words))
      for (const count of [1, 2]) {
        const form = text.split(' | ')[count - 1] ?? text;
        const fill = Object.fromEntries(placesOf(text).map((name) => [name, `<${name}|@{x}>`]));
        const said = t(key as WordKey, formsOf(text) > 1 ? { ...fill, count } : fill);
        const expected = form.replace(/\{(\w+)\}/g, (_, name: string) =>
          name === 'count' && formsOf(text) > 1 ? String(count) : fill[name]!,
        );
        expect(said).toBe(expected);
      }
  });
});

describe('R67 the window’s language', () => {
  it('changes all texts immediately, and back', async () => {
    const unknown: Problem = { code: 'vmUnknown', params: { vm: 'a | b @ {c}' } };
    expect(t('console.start')).toBe('Start');
    await setLanguage('de');
    expect(document.documentElement.lang).toBe('de');
    expect(t('console.start')).toBe('Starten');
    expect(t('forwards.count', { count: 0 })).toBe('0 Regeln');
    expect(t('forwards.count', { count: 1 })).toBe('1 Regel');
    expect(problemText(unknown)).toContain('Die VM „a | b @ {c}“ wurde nicht gefunden.');
    expect(checkMeaningText('qemu')).toContain('Der Hypervisor');
    expect(checkFindingText({ code: 'qemuOld', params: { version: '6' } }).summary).toBe(
      'QEMU 6 ist zu alt.',
    );
    await setLanguage('en');
    expect(document.documentElement.lang).toBe('en');
    expect(t('console.start')).toBe('Start');
    expect(problemText(unknown)).toContain('The VM “a | b @ {c}” was not found.');
  });

  it('is the one chosen last, whichever was fetched last', async () => {
    await Promise.all([setLanguage('de'), setLanguage('en')]);
    expect(language.value).toBe('en');
  });

  it('says of an error from a newer program that it is unknown', async () => {
    expect(problemText({ code: 'toString' as ErrorCode, params: {} })).toContain(
      'Unknown error “toString”',
    );
    await setLanguage('de');
    expect(problemText({ code: 'yetToCome' as ErrorCode, params: {} })).toBe(
      'Unbekannter Fehler „yetToCome“.',
    );
  });
});
