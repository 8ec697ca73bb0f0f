import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aptCache } from '../../../scripts/guest/aptCache.mjs';

let dir: string;
let asked: string[];
const ask = (words: readonly string[]): string => {
  asked.push(words.join(' '));
  return `answer ${asked.length}`;
};

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pc-apt-'));
  asked = [];
});
afterEach(() => rmSync(dir, { recursive: true }));

describe('aptCache', () => {
  it('asks each question once', () => {
    for (let round = 0; round < 2; round += 1) {
      expect(aptCache(dir, ['policy', 'linux'], ask)).toBe('answer 1');
    }
    expect(aptCache(dir, ['depends', 'linux'], ask)).toBe('answer 2');
    expect(asked).toEqual(['policy linux', 'depends linux']);
  });

  it('asks again when the package lists have changed', () => {
    aptCache(dir, ['policy', 'linux'], ask);
    const path = join(dir, 'apt-cache.json');
    const kept = JSON.parse(readFileSync(path, 'utf8')) as { lists: number };
    writeFileSync(path, JSON.stringify({ ...kept, lists: kept.lists - 1 }));
    expect(aptCache(dir, ['policy', 'linux'], ask)).toBe('answer 2');
  });

  it('asks again when its file is damaged', () => {
    aptCache(dir, ['policy', 'linux'], ask);
    writeFileSync(join(dir, 'apt-cache.json'), '{');
    expect(aptCache(dir, ['policy', 'linux'], ask)).toBe('answer 2');
  });

  it('keeps nothing when apt-cache fails', () => {
    const fail = (): string => {
      throw new Error('unknown package');
    };
    expect(() => aptCache(dir, ['policy', 'x'], fail)).toThrow('unknown package');
    expect(aptCache(dir, ['policy', 'x'], ask)).toBe('answer 1');
  });
});
