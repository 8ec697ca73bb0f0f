/**
 * The renderer's only access to the contract: calls and events over any `Line`.
 *
 * Theory of operation. A `Line` is one connection. The bridge opens a line. When the line closes, it
 * opens another after a pause, which doubles up to a limit. Subscriptions belong to the bridge and
 * are repeated on each new line. Calls belong to a line, and fail with `connectionLost` when it
 * closes. States: `connecting` (no line yet), `connected`, `lost` (the line closed or could not be
 * opened; the bridge tries again). Calls are sent only in `connected`.
 */
// Imported here too, so that it is in the bundle that all parts of the window share.
import './withoutEval.ts';
import { inject, shallowReadonly, shallowRef, type InjectionKey, type ShallowRef } from 'vue';
import { ContractClient, type Transport } from '../../src-main/contract/client.ts';
import type {
  CallArgs,
  CallName,
  CallResult,
  EventData,
  EventName,
} from '../../src-main/contract/contract.ts';
import { PatchcordError } from '../../src-main/contract/errors.ts';

export type BridgeState = 'connecting' | 'connected' | 'lost';

export interface Bridge {
  readonly state: Readonly<ShallowRef<BridgeState>>;
  /** @throws PatchcordError with the program's code, or `connectionLost` */
  call<K extends CallName>(name: K, args: CallArgs<K>): Promise<CallResult<K>>;
  /** Continues after a lost connection. Returns a function that ends the subscription. */
  subscribe<K extends EventName>(event: K, listener: (data: EventData<K>) => void): () => void;
}

/** A connection that is opened first. */
export interface Line extends Transport {
  onOpen(listener: () => void): void;
}

/** Pause before the first new attempt, in ms. Short, because the program restarts quickly. */
const FIRST_PAUSE_MS = 250;
/** Longest pause between attempts, in ms. A user who has just started the program waits so long. */
const LONGEST_PAUSE_MS = 5_000;

type Resubscribe = (client: ContractClient) => () => void;

export class LineBridge implements Bridge {
  readonly #openLine: () => Line;
  readonly #state = shallowRef<BridgeState>('connecting');
  readonly #subscriptions = new Map<Resubscribe, () => void>();
  #client: ContractClient | null = null;
  #pauseMs = FIRST_PAUSE_MS;

  readonly state = shallowReadonly(this.#state);

  constructor(openLine: () => Line) {
    this.#openLine = openLine;
  }

  start(): this {
    const line = this.#openLine();
    line.onOpen(() => this.#opened(line));
    line.onClose(() => this.#closed());
    return this;
  }

  call<K extends CallName>(name: K, args: CallArgs<K>): Promise<CallResult<K>> {
    if (this.#client === null) return Promise.reject(new PatchcordError('connectionLost'));
    return this.#client.call(name, args);
  }

  subscribe<K extends EventName>(event: K, listener: (data: EventData<K>) => void): () => void {
    const resubscribe: Resubscribe = (client) => client.subscribe(event, listener);
    this.#subscriptions.set(resubscribe, this.#client ? resubscribe(this.#client) : ended);
    return () => {
      this.#subscriptions.get(resubscribe)?.();
      this.#subscriptions.delete(resubscribe);
    };
  }

  #opened(line: Line): void {
    const client = new ContractClient(line);
    this.#client = client;
    this.#pauseMs = FIRST_PAUSE_MS;
    for (const resubscribe of this.#subscriptions.keys())
      this.#subscriptions.set(resubscribe, resubscribe(client));
    this.#state.value = 'connected';
  }

  #closed(): void {
    this.#client = null;
    this.#state.value = 'lost';
    setTimeout(() => this.start(), this.#pauseMs);
    this.#pauseMs = Math.min(this.#pauseMs * 2, LONGEST_PAUSE_MS);
  }
}

const ended = (): void => undefined;

export const bridgeKey: InjectionKey<Bridge> = Symbol('bridge');

/** The bridge of the running application; for stores and components. */
export function useBridge(): Bridge {
  const bridge = inject(bridgeKey);
  if (bridge === undefined) throw new Error('no bridge was provided');
  return bridge;
}
