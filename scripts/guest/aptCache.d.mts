export function aptCache(
  cacheDir: string,
  words: readonly string[],
  ask: (words: readonly string[]) => string,
): string;
