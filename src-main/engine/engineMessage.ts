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

export type EngineReply =
  | { readonly kind: 'result'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'fault'; readonly id: number; readonly fault: PlainFault }
  | { readonly kind: 'snapshot'; readonly snapshot: EngineSnapshot };
