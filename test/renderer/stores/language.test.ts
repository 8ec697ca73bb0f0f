import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { useLanguage } from '../../../src-renderer/stores/language.ts';
import { language, setLanguage } from '../../../src-renderer/text/text.ts';

/** Opens a window on a computer whose user prefers these languages. */
async function opened(...preferred: string[]) {
  vi.stubGlobal('navigator', { languages: preferred });
  setActivePinia(createPinia());
  const store = useLanguage();
  await store.settled();
  return store;
}

beforeEach(() => localStorage.clear());
afterEach(async () => {
  vi.unstubAllGlobals();
  await setLanguage('en');
});

describe('R67 the language', () => {
  it.each([
    [['de-AT', 'en'], 'de'],
    [['fr', 'de', 'en'], 'de'],
    [['en-GB', 'de'], 'en'],
    [['fr', 'ja'], 'en'],
    [[], 'en'],
  ])('of a system that prefers %j is %s', async (preferred, expected) => {
    await opened(...preferred);
    expect(language.value).toBe(expected);
    expect(document.documentElement.lang).toBe(expected);
  });

  it('is the chosen one, also when the window opens again', async () => {
    const store = await opened('en');
    store.chosen = 'de';
    await vi.waitFor(() => expect(language.value).toBe('de'));
    await vi.waitFor(() => expect(localStorage.getItem('patchcord.language')).toBe('de'));
    await setLanguage('en');
    await opened('en');
    expect(language.value).toBe('de');
  });
});
