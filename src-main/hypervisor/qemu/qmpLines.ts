/**
 * Cuts QMP's octets into lines. The peer is not trusted: a line past the bound ends the connection.
 */
import type { Buffer } from 'node:buffer';
import { StringDecoder } from 'node:string_decoder';

/** The longest line taken, UTF-16 units. QEMU's longest answers to what we ask are under 4 KiB. */
const MAX_LINE_LENGTH = 1 << 20;

export class QmpLines {
  readonly #decoder = new StringDecoder('utf8');
  #rest = '';

  /** The lines that are complete now, or null once a line is too long. */
  take(octets: Buffer): string[] | null {
    const lines = (this.#rest + this.#decoder.write(octets)).split('\n');
    this.#rest = lines.pop()!;
    const longest = Math.max(this.#rest.length, ...lines.map((line) => line.length));
    return longest > MAX_LINE_LENGTH ? null : lines;
  }
}
