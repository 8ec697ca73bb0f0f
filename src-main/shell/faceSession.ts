/**
 * One face at the program's end of a transport, whichever the transport is.
 * Read first: contract/message.ts, contract/server.ts.
 *
 * Theory of operation
 * Every face receives every event; there are no subscriptions, because a face that draws needs
 * them all and one that does not (a command) is gone in a moment. Two things could let a face that
 * does not read make the program grow, and both are bounded:
 * - events: once MAX_BUFFERED_OCTETS lie unread, only the newest of each event is held, and sent
 *   when the pipe has drained (an event is a whole state, so the ones between are not missed);
 * - answers: at most MAX_UNANSWERED calls run at a time, and none is begun while the pipe is full.
 *   The pipe is then asked to stop reading; what it had already read waits in `#waiting`.
 */
import { contract, type EventName } from '../contract/contract.ts';
import type { Answer, Notice } from '../contract/message.ts';
import { answer, type PanelService } from '../contract/server.ts';

/** A transport as the session sees it. */
export interface FacePipe {
  send(message: Answer | Notice): void;
  /** Octets sent that the face has not taken yet. */
  buffered(): number;
  /** Stop reading requests, until `resume`. */
  pause(): void;
  resume(): void;
}

/** Unread octets from which events are held back: some dozen whole panels. */
export const MAX_BUFFERED_OCTETS = 1 << 20;
/** Calls of one face under way at a time: more than a dialog ever makes. */
export const MAX_UNANSWERED = 32;

export class FaceSession {
  readonly #service: PanelService;
  readonly #pipe: FacePipe;
  readonly #held = new Map<EventName, Notice>();
  readonly #waiting: unknown[] = [];
  readonly #endSubscriptions: (() => void)[] = [];
  #unanswered = 0;
  #paused = false;
  #closed = false;

  constructor(service: PanelService, pipe: FacePipe) {
    this.#service = service;
    this.#pipe = pipe;
    for (const event of Object.keys(contract.events) as EventName[])
      this.#endSubscriptions.push(service.subscribe(event, (data) => this.#tell(event, data)));
  }

  /** One message from the face; anything at all, it is checked here. */
  take(message: unknown): void {
    if (this.#closed) return;
    this.#waiting.push(message);
    this.#advance();
  }

  /** The pipe has room again. */
  drained(): void {
    if (this.#closed) return;
    for (const [event, notice] of this.#held) {
      if (this.#full()) break;
      this.#held.delete(event);
      this.#pipe.send(notice);
    }
    this.#advance();
  }

  /** Nothing is sent from here on. Calls under way run to their end. */
  close(): void {
    this.#closed = true;
    for (const end of this.#endSubscriptions) end();
    this.#held.clear();
    this.#waiting.length = 0;
  }

  #full(): boolean {
    return this.#pipe.buffered() > MAX_BUFFERED_OCTETS;
  }

  #tell(event: EventName, data: unknown): void {
    if (this.#full()) this.#held.set(event, { event, data });
    else this.#pipe.send({ event, data });
  }

  #advance(): void {
    while (this.#waiting.length > 0 && this.#unanswered < MAX_UNANSWERED && !this.#full())
      void this.#perform(this.#waiting.shift());
    const behind = this.#waiting.length > 0;
    if (behind === this.#paused) return;
    this.#paused = behind;
    if (behind) this.#pipe.pause();
    else this.#pipe.resume();
  }

  async #perform(message: unknown): Promise<void> {
    this.#unanswered++;
    const reply = await answer(this.#service, message);
    this.#unanswered--;
    if (this.#closed) return;
    this.#pipe.send(reply);
    this.#advance();
  }
}
