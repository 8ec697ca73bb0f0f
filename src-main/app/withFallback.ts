import { PatchcordError } from '../contract/errors.ts';
import type { ErrorCode } from '../contract/errorText.ts';

/** Does it, or where it is refused for one of these codes, the other thing. */
export function unless<T>(codes: readonly ErrorCode[], work: () => T, otherwise: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof PatchcordError && codes.includes(error.code)) return otherwise();
    throw error;
  }
}
