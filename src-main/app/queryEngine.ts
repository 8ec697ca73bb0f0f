import { PatchcordError } from '../contract/errors.ts';
import type { EngineQueries } from '../engine/engineConfig.ts';
import { AppError } from './appError.ts';
import type { AppServices } from './appServices.ts';

/** @throws AppError `engineUnavailable` if the engine ends before it answers */
export async function queryEngine<K extends keyof EngineQueries>(
  { engine }: Pick<AppServices, 'engine'>,
  name: K,
  args: EngineQueries[K]['args'],
): Promise<EngineQueries[K]['result']> {
  try {
    return await engine.query(name, args);
  } catch (error) {
    if (error instanceof PatchcordError) throw error;
    throw new AppError('engineUnavailable', {}, { cause: error });
  }
}
