/**
 * Asks apt-cache about packages, and keeps the answers until the package lists change. On a computer
 * where apt keeps no cache of its own, each question takes seconds, and every guest asks three.
 */
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const LISTS = '/var/lib/apt/lists';

/**
 * @param {string} cacheDir
 * @param {readonly string[]} words of `apt-cache`
 * @param {(words: readonly string[]) => string} ask runs apt-cache; what it throws is passed on
 * @returns {string} what apt-cache prints
 */
export function aptCache(cacheDir, words, ask) {
  const path = join(cacheDir, 'apt-cache.json');
  const question = words.join(' ');
  const kept = keptAnswers(path);
  const answer = kept.answers[question] ?? ask(words);
  if (!(question in kept.answers)) {
    mkdirSync(cacheDir, { recursive: true });
    const unfinished = `${path}.${process.pid}`;
    const answers = { ...kept.answers, [question]: answer };
    writeFileSync(unfinished, JSON.stringify({ ...kept, answers }));
    renameSync(unfinished, path);
  }
  return answer;
}

/** Without answers if there are none, or if they are about other package lists. */
function keptAnswers(path) {
  const lists = statSync(LISTS, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  try {
    const kept = JSON.parse(readFileSync(path, 'utf8'));
    if (kept.lists === lists && kept.answers) return kept;
  } catch {
    // The first time, or not readable: apt-cache is asked again.
  }
  return { lists, answers: {} };
}
