/** What Node says of an error: the errno's name and nothing else. */
import type { OutsideError } from '../stream.ts';

/** EIO for an error without a name. */
export function errnoOf(error: Error): string {
  return (error as NodeJS.ErrnoException).code ?? 'EIO';
}

export function outsideError(error: Error): OutsideError {
  return { errno: errnoOf(error), offender: null, type: null, code: null, mtu: 0 };
}
