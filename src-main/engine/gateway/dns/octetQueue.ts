/**
 * A queue of octets, kept in the pieces that were added. The owner bounds it.
 */
import type { Buffer } from 'node:buffer';
import type { Stream } from '../../outside/stream.ts';

export class OctetQueue {
  length = 0;
  readonly #pieces: Buffer[] = [];
  /** How many octets of the first piece have been removed. */
  #gone = 0;

  /** Keeps the piece without a copy, so it must not change. */
  push(piece: Buffer): void {
    this.#pieces.push(piece);
    this.length += piece.length;
  }

  /** Copies `length` octets from `offset` on. The caller makes sure that they are there. */
  peek(offset: number, length: number, into: Uint8Array, at: number): void {
    let from = this.#gone + offset;
    let copied = 0;
    for (const piece of this.#pieces) {
      if (copied === length) return;
      if (from < piece.length) {
        copied += piece.copy(
          into,
          at + copied,
          from,
          Math.min(piece.length, from + length - copied),
        );
      }
      from = Math.max(0, from - piece.length);
    }
  }

  discard(octets: number): void {
    this.length -= octets;
    this.#gone += octets;
    while (this.#pieces.length > 0 && this.#gone >= this.#pieces[0]!.length) {
      this.#gone -= this.#pieces.shift()!.length;
    }
  }

  /** Moves as many octets to the stream as it has room for. */
  moveTo(stream: Stream): void {
    for (;;) {
      const [piece] = this.#pieces;
      if (piece === undefined) return;
      const left = piece.length - this.#gone;
      const taken = stream.write(piece, this.#gone, left);
      this.discard(taken);
      if (taken < left) return;
    }
  }

  clear(): void {
    this.#pieces.length = 0;
    this.#gone = 0;
    this.length = 0;
  }
}
