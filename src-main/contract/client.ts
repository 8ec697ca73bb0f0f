/** A face's end of a transport: typed calls and events over any `Transport`. */
import type { CallArgs, CallName, CallResult, EventData, EventName } from './contract.ts';
import { PatchcordError } from './errors.ts';
import { Answer, Notice } from './message.ts';

/** Carries messages to the program and back. */
export interface Transport {
  send(message: unknown): void;
  /** Called for every message that arrives. */
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, after the last message. */
  onClose(listener: () => void): void;
}

interface Waiting {
  resolve: (result: never) => void;
  reject: (error: Error) => void;
}

export class ContractClient {
  readonly #transport: Transport;
  readonly #waiting = new Map<number, Waiting>();
  readonly #listeners = new Map<string, Set<(data: never) => void>>();
  #nextId = 1;
  #closed = false;

  constructor(transport: Transport) {
    this.#transport = transport;
    transport.onMessage((message) => this.#take(message));
    transport.onClose(() => this.#close());
  }

  /** @throws PatchcordError with the program's code, or `connectionLost` */
  call<K extends CallName>(name: K, args: CallArgs<K>): Promise<CallResult<K>> {
    if (this.#closed) return Promise.reject(new PatchcordError('connectionLost'));
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#transport.send({ id, call: name, args });
    });
  }

  /** Returns a function that ends the subscription. */
  subscribe<K extends EventName>(event: K, listener: (data: EventData<K>) => void): () => void {
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners);
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }

  #take(message: unknown): void {
    const notice = Notice.safeParse(message);
    if (notice.success) {
      for (const listener of this.#listeners.get(notice.data.event) ?? [])
        listener(notice.data.data as never);
      return;
    }
    const answer = Answer.safeParse(message);
    if (!answer.success) return;
    const waiting = this.#waiting.get(answer.data.id);
    this.#waiting.delete(answer.data.id);
    if ('error' in answer.data)
      waiting?.reject(new PatchcordError(answer.data.error.code, answer.data.error.params));
    else waiting?.resolve(answer.data.result as never);
  }

  #close(): void {
    this.#closed = true;
    for (const waiting of this.#waiting.values())
      waiting.reject(new PatchcordError('connectionLost'));
    this.#waiting.clear();
  }
}
