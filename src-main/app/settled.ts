import type { AppServices } from './appServices.ts';

/** Answers a call after its change has taken effect, so that scripts can rely on it. */
export async function settled<T>(services: AppServices, result: T): Promise<T> {
  await services.settle();
  return result;
}
