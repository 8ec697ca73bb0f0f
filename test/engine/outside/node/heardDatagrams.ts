/** Notes what a datagram socket of the outside reports, and lets a test wait for the next report. */
import type { OutsideError } from '../../../../src-main/engine/outside/outsideError.ts';

export class HeardDatagrams {
  readonly #waiting: ((what: string) => void)[] = [];
  readonly #heard: string[] = [];
  last: Buffer = Buffer.alloc(0);

  datagram(octets: Uint8Array): void {
    this.last = Buffer.from(octets);
    this.#push(octets.length > 1000 ? `${octets.length} octets` : this.last.toString());
  }

  failed({ errno }: OutsideError): void {
    this.#push(errno);
  }

  #push(what: string): void {
    const waiting = this.#waiting.shift();
    if (waiting) waiting(what);
    else this.#heard.push(what);
  }

  /** Reports that no test has waited for. */
  get unread(): readonly string[] {
    return this.#heard;
  }

  next(): Promise<string> {
    const what = this.#heard.shift();
    return what === undefined
      ? new Promise((resolve) => this.#waiting.push(resolve))
      : Promise.resolve(what);
  }
}
