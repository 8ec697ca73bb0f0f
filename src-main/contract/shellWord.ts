/**
 * Quotes a word so that a POSIX shell reads it back unchanged.
 * Read first: POSIX.1-2017, XCU 2.2 (quoting).
 */

/** A word of only these characters needs no quotes. */
const PLAIN_WORD = /^[\w@%+=:,./-]+$/;

export function shellWord(word: string): string {
  return PLAIN_WORD.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
