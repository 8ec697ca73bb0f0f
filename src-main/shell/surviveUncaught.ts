/**
 * The last resort against an error that nothing has caught: it is logged, and the program runs on,
 * because guests need their network. Each error is logged once, and MOST_ERRORS of them at most.
 */
import type { Logger } from 'pino';

/** Different errors that are logged. More would hide what began it. */
export const MOST_ERRORS = 50;

const EVENTS = ['uncaughtException', 'unhandledRejection'] as const;

/** Returns a function that ends it. */
export function surviveUncaught(log: Pick<Logger, 'error'>): () => void {
  const known = new Set<string>();
  const take = (error: unknown): void => {
    const key = error instanceof Error ? `${error.message}\n${error.stack ?? ''}` : String(error);
    if (known.has(key) || known.size >= MOST_ERRORS) return;
    known.add(key);
    log.error({ error }, 'an error was not expected; the program runs on');
  };
  for (const event of EVENTS) process.on(event, take);
  return () => {
    for (const event of EVENTS) process.off(event, take);
  };
}
