/** What crosses the thread boundary. Frames never do. */
import type { EngineConfig, EngineQueries, EngineSnapshot } from './engineConfig.ts';
import type { PlainFault } from './engineFault.ts';

export type EngineQuery = {
  [K in keyof EngineQueries]: { readonly name: K; readonly args: EngineQueries[K]['args'] };
}[keyof EngineQueries];

export type EngineCall =
  | { readonly kind: 'apply'; readonly config: EngineConfig }
  | { readonly kind: 'query'; readonly query: EngineQuery }
  /** Sockets are closed in order, and the thread ends. */
  | { readonly kind: 'close' };

export interface EngineRequest {
  readonly id: number;
  readonly call: EngineCall;
}

/** What became of a request. */
export type EngineAnswer =
  | { readonly kind: 'result'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'fault'; readonly id: number; readonly fault: PlainFault };

export type EngineReply =
  | EngineAnswer
  | { readonly kind: 'snapshot'; readonly snapshot: EngineSnapshot }
  /** The thread runs on (uncaughtErrors.ts). */
  | { readonly kind: 'uncaught'; readonly message: string; readonly stack: string };
