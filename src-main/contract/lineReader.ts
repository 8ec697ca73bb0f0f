/** Cuts a stream of octets into lines of UTF-8. Memory is bounded, as the peer is not trusted. */

const NEWLINE = 0x0a;
/** First size of the buffer, octets: most messages fit. */
const FIRST_CAPACITY_OCTETS = 4096;

export class LineReader {
  readonly #limitOctets: number;
  readonly #onLine: (line: string) => void;
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  #buffer = new Uint8Array(FIRST_CAPACITY_OCTETS);
  #length = 0;

  constructor(limitOctets: number, onLine: (line: string) => void) {
    this.#limitOctets = limitOctets;
    this.#onLine = onLine;
  }

  /** False if a line is longer than the limit. Close the stream then. */
  push(chunk: Uint8Array): boolean {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      if (!this.#keep(chunk, start, end)) return false;
      start = end + 1;
      this.#handOn();
    }
    return this.#keep(chunk, start, chunk.length);
  }

  #keep(chunk: Uint8Array, start: number, end: number): boolean {
    const length = this.#length + end - start;
    if (length > this.#limitOctets) return false;
    if (length > this.#buffer.length) this.#grow(length);
    this.#buffer.set(chunk.subarray(start, end), this.#length);
    this.#length = length;
    return true;
  }

  #grow(needed: number): void {
    const larger = new Uint8Array(Math.max(needed, 2 * this.#buffer.length));
    larger.set(this.#buffer.subarray(0, this.#length));
    this.#buffer = larger;
  }

  #handOn(): void {
    const line = this.#decoder.decode(this.#buffer.subarray(0, this.#length));
    this.#length = 0;
    if (line.trim() !== '') this.#onLine(line);
  }
}
