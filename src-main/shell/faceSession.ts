/**
 * One face, at the program's end of any transport.
 * Read first: contract/message.ts, contract/server.ts.
 *
 * Theory of operation
 * Every face receives every event. There are no subscriptions: a window needs all events, and a
 * command ends before they matter. A face that does not read could use up the program's memory in
 * two ways, and both are bounded:
 * - events: when MAX_BUFFERED_OCTETS are unread, only the newest of each event is kept, and sent
 *   after the pipe has drained. Each event is a whole state, so skipped ones are not missed.
 * - answers: at most MAX_UNANSWERED calls run at a time, and none starts while the pipe is full. The
 *   pipe then stops reading; requests that it has already read wait in `#waiting`.
 */
import { contract, type EventName } from '../contract/contract.ts';
import type { Answer, Notice } from '../contract/message.ts';
import { answer, type PanelService } from '../contract/server.ts';

/** The part of a transport that a session uses. */
export interface FacePipe {
  send(message: Answer | Notice): void;
  /** Octets sent that the face has not read yet. */
  buffered(): number;
  /** Stops reading requests until `resume`. */
  pause(): void;
  resume(): void;
}

/** Unread octets from which events are held back. A few dozen whole panels. */
export const MAX_BUFFERED_OCTETS = 1 << 20;
/** Calls of one face that run at a time. More than any dialog makes. */
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

  /** Takes a message from the face. It can be anything; it is checked here. */
  take(message: unknown): void {
    if (this.#closed) return;
    this.#waiting.push(message);
    this.#advance();
  }

  /** To be called when the pipe has room again. */
  drained(): void {
    if (this.#closed) return;
    for (const [event, notice] of this.#held) {
      if (this.#full()) break;
      this.#held.delete(event);
      this.#pipe.send(notice);
    }
    this.#advance();
  }

  /** Sends nothing from now on. Calls that run already are completed. */
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
