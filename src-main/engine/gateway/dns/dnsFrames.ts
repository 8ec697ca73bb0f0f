/**
 * DNS messages in a stream of octets: a length of two octets before each.
 * Read first: RFC 1035 §4.2.2, RFC 7766 §8 (messages may come in any pieces).
 */
import { Buffer } from 'node:buffer';

const LENGTH_OCTETS = 2;

/** Joins pieces into messages. Holds at most one message (64 KiB) and what followed it. */
export class DnsFrames {
  readonly #pieces: Uint8Array[] = [];
  #held = 0;

  /**
   * Adds octets, which are copied (a Buffer's own `slice` would not), and returns whole messages.
   */
  push(octets: Uint8Array): Uint8Array[] {
    this.#pieces.push(new Uint8Array(octets));
    this.#held += octets.length;
    if (this.#held < this.#wanted()) return [];
    let rest = this.#joined();
    const messages: Uint8Array[] = [];
    while (rest.length >= LENGTH_OCTETS) {
      const end = LENGTH_OCTETS + ((rest[0]! << 8) | rest[1]!);
      if (rest.length < end) break;
      messages.push(rest.subarray(LENGTH_OCTETS, end));
      rest = rest.subarray(end);
    }
    this.#pieces.splice(0, this.#pieces.length, rest);
    this.#held = rest.length;
    return messages;
  }

  /** How many octets a whole message needs, as far as is known. */
  #wanted(): number {
    if (this.#held < LENGTH_OCTETS) return LENGTH_OCTETS;
    const first = this.#pieces[0]!;
    if (first.length < LENGTH_OCTETS) return 0;
    return LENGTH_OCTETS + ((first[0]! << 8) | first[1]!);
  }

  #joined(): Uint8Array {
    if (this.#pieces.length === 1) return this.#pieces[0]!;
    const whole = new Uint8Array(this.#held);
    let at = 0;
    for (const piece of this.#pieces) {
      whole.set(piece, at);
      at += piece.length;
    }
    return whole;
  }
}

/** A message with its length in front. */
export function framedDns(message: Uint8Array): Buffer {
  const framed = Buffer.allocUnsafe(LENGTH_OCTETS + message.length);
  framed[0] = message.length >>> 8;
  framed[1] = message.length & 0xff;
  framed.set(message, LENGTH_OCTETS);
  return framed;
}
