/**
 * A log of bounded size that never fails: a line that cannot be written is lost, and the next one is
 * tried again. Lines are written synchronously, because the last one before a crash matters most.
 * At `mostOctets` the file is renamed to `….old`, which replaces the one before.
 */
import { closeSync, fstatSync, openSync, renameSync, writeSync } from 'node:fs';

/** Readable and writable by the user only. */
const PRIVATE_FILE = 0o600;

export class LogFile {
  readonly #path: string;
  readonly #mostOctets: number;
  #file: number | null = null;
  #octets = 0;

  constructor(path: string, mostOctets: number) {
    this.#path = path;
    this.#mostOctets = mostOctets;
  }

  /** Never throws. */
  write(line: string): void {
    try {
      this.#open();
      if (this.#octets >= this.#mostOctets) this.#rotate();
      this.#octets += writeSync(this.#file!, line);
    } catch {
      this.#close();
    }
  }

  #open(): void {
    if (this.#file !== null) return;
    this.#file = openSync(this.#path, 'a', PRIVATE_FILE);
    this.#octets = fstatSync(this.#file).size;
  }

  #rotate(): void {
    this.#close();
    renameSync(this.#path, `${this.#path}.old`);
    this.#open();
  }

  #close(): void {
    const file = this.#file;
    this.#file = null;
    try {
      if (file !== null) closeSync(file);
    } catch {
      // The system could not store what was written before. The descriptor is closed all the same.
    }
  }
}
