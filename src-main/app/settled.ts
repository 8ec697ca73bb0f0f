import type { AppServices } from './appServices.ts';

/** A change takes effect before its call is answered, so that scripts can rely on it. */
export async function settled<T>(services: AppServices, result: T): Promise<T> {
  await services.settle();
  return result;
}
