/** What the app needs of the data plane: the engine client's surface, or a stand-in's. */
import type { EngineState } from '../contract/activity.ts';
import type { EngineConfig, EngineQueries, EngineSnapshot } from '../engine/engineConfig.ts';

export interface EngineLike {
  start(): void;
  /** Resolves once what runs is as told. */
  apply(config: EngineConfig): Promise<void>;
  query<K extends keyof EngineQueries>(
    name: K,
    args: EngineQueries[K]['args'],
  ): Promise<EngineQueries[K]['result']>;
  onSnapshot(listener: (snapshot: EngineSnapshot) => void): void;
  onState(listener: (state: EngineState, restarts: number) => void): void;
  /** Ends the engine's thread; the next one is given the same configuration. */
  restart(): Promise<void>;
  close(): Promise<void>;
}
