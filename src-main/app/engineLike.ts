/** What the app uses of the engine client. Tests implement it too. */
import type { EngineState } from '../contract/activity.ts';
import type { EngineConfig, EngineQueries, EngineSnapshot } from '../engine/engineConfig.ts';

export interface EngineLike {
  start(): void;
  /** Resolves when the engine runs this configuration. */
  apply(config: EngineConfig): Promise<void>;
  query<K extends keyof EngineQueries>(
    name: K,
    args: EngineQueries[K]['args'],
  ): Promise<EngineQueries[K]['result']>;
  onSnapshot(listener: (snapshot: EngineSnapshot) => void): void;
  onState(listener: (state: EngineState, restarts: number) => void): void;
  /** Ends the engine's thread. The next one gets the same configuration. */
  restart(): Promise<void>;
  close(): Promise<void>;
}
