import { PatchcordError } from '../contract/errors.ts';
import type { ErrorCode } from '../contract/errorText.ts';

/** Returns what `work` returns, or what `fallback` returns if `work` fails with one of these codes. */
export function withFallback<T>(codes: readonly ErrorCode[], work: () => T, fallback: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof PatchcordError && codes.includes(error.code)) return fallback();
    throw error;
  }
}
