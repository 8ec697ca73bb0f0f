/** Newline-delimited messages out of a stream of octets, in bounded memory. */

const NEWLINE = 0x0a;
/** What the buffer starts with, octets: most messages fit. */
const FIRST_CAPACITY_OCTETS = 4096;

export class LineReader {
  readonly #limitOctets: number;
  readonly #onLine: (line: string) => void;
  #buffer = Buffer.alloc(FIRST_CAPACITY_OCTETS);
  #length = 0;

  constructor(limitOctets: number, onLine: (line: string) => void) {
    this.#limitOctets = limitOctets;
    this.#onLine = onLine;
  }

  /** False once a line is longer than the limit: the stream is of no use any more. */
  push(chunk: Buffer): boolean {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      if (!this.#keep(chunk, start, end)) return false;
      start = end + 1;
      this.#handOn();
    }
    return this.#keep(chunk, start, chunk.length);
  }

  #keep(chunk: Buffer, start: number, end: number): boolean {
    const length = this.#length + end - start;
    if (length > this.#limitOctets) return false;
    if (length > this.#buffer.length) this.#grow(length);
    chunk.copy(this.#buffer, this.#length, start, end);
    this.#length = length;
    return true;
  }

  #grow(needed: number): void {
    const larger = Buffer.alloc(Math.max(needed, 2 * this.#buffer.length));
    this.#buffer.copy(larger, 0, 0, this.#length);
    this.#buffer = larger;
  }

  #handOn(): void {
    const line = this.#buffer.toString('utf8', 0, this.#length);
    this.#length = 0;
    if (line.trim() !== '') this.#onLine(line);
  }
}
