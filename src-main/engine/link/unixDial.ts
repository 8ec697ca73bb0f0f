/**
 * One connection to a unix socket that comes and goes with the program behind it.
 *
 * Theory of operation
 * - waiting: the directory is watched, and an event for the socket's name causes an attempt. While
 *   the directory itself is missing, the nearest one above it is watched. There are no timers.
 * - connecting: a unix socket answers immediately. No such file: wait. Refused (QEMU binds a moment
 *   before it listens; a killed QEMU leaves its file behind): try again after a growing delay, a
 *   bounded number of times, then wait.
 * - connected: until either side ends it; then the same again. A connection that did not live for
 *   STEADY_MS does not reset the delay. A peer that accepts and hangs up, or sends nonsense, then
 *   does not cause a loop of fast attempts.
 * - closed: final.
 */
import { existsSync, watch, type FSWatcher } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { basename, dirname } from 'node:path';
import { Backoff } from '../backoff.ts';
import type { Clock, Timer } from '../clock.ts';

/** First delay after a failure, ms: QEMU's listen follows its bind within one. */
const RETRY_FIRST_MS = 10;
/** Longest delay, ms; attached again well within a second of the peer's return. */
const RETRY_LONGEST_MS = 500;
/** Refusals in a row, ~10 s. After that, only an event of the file system causes an attempt. */
const REFUSALS = 25;
/** A connection that lasted this long was a good one, ms. */
const STEADY_MS = 1000;

export interface DialEvents {
  connected(socket: Socket): void;
  /** Octets were read into `room`. */
  read(octets: number): void;
  /** The connection has ended. The dial tries to open another. */
  lost(): void;
}

export class UnixDial {
  readonly #path: string;
  readonly #room: Uint8Array;
  readonly #clock: Clock;
  readonly #events: DialEvents;
  #watcher: FSWatcher | null = null;
  #watched = '';
  #socket: Socket | null = null;
  #retry: Timer | null = null;
  readonly #backoff = new Backoff(RETRY_FIRST_MS, RETRY_LONGEST_MS);
  #refusals = 0;
  #connectedAtMs = 0;
  /** An event came during a connect. If that fails, its answer may be outdated. */
  #stirredMeanwhile = false;
  #closed = false;

  /** @param room where every read puts its octets; they are valid during `events.read` */
  constructor(path: string, room: Uint8Array, clock: Clock, events: DialEvents) {
    this.#path = path;
    this.#room = room;
    this.#clock = clock;
    this.#events = events;
  }

  start(): void {
    this.#watch();
    this.#attempt();
  }

  /** Ends this connection, and tries to open another after a delay. */
  hangUp(): void {
    this.#socket?.destroy();
  }

  close(): void {
    this.#closed = true;
    this.#retry?.cancel();
    this.#watcher?.close();
    this.#socket?.destroy();
  }

  #attempt(): void {
    this.#retry?.cancel();
    this.#retry = null;
    this.#stirredMeanwhile = false;
    let failure = '';
    let connected = false;
    const onread = {
      buffer: this.#room,
      callback: (octets: number): boolean => {
        if (!this.#closed) this.#events.read(octets);
        return true;
      },
    };
    const socket = connect({ path: this.#path, onread });
    this.#socket = socket;
    socket.on('connect', () => {
      connected = true;
      this.#connectedAtMs = this.#clock.now();
      this.#refusals = 0;
      this.#events.connected(socket);
    });
    socket.on('error', (error: NodeJS.ErrnoException) => (failure = error.code ?? ''));
    // Half of a connection is of no use: without this it would last while the peer does not read.
    socket.on('end', () => socket.destroy());
    socket.on('close', () => {
      this.#socket = null;
      if (this.#closed) return;
      if (connected) this.#ended();
      else this.#failed(failure);
    });
  }

  #ended(): void {
    if (this.#clock.now() - this.#connectedAtMs >= STEADY_MS) this.#backoff.reset();
    this.#tryLater();
    this.#events.lost();
  }

  #failed(code: string): void {
    if (this.#stirredMeanwhile) {
      this.#attempt();
      return;
    }
    if (code === 'ENOENT' || code === 'ENOTDIR') return;
    this.#refusals += 1;
    if (this.#refusals <= REFUSALS) this.#tryLater();
  }

  #tryLater(): void {
    this.#retry = this.#clock.after(this.#backoff.next(), () => this.#attempt());
  }

  /** Something happened in the directory. */
  #stirred(name: string | null): void {
    if (this.#closed) return;
    const here = this.#watched === dirname(this.#path);
    if (!here || name === null || name === basename(this.#watched)) this.#watch();
    else if (name !== basename(this.#path)) return;
    this.#refusals = 0;
    this.#backoff.reset();
    if (this.#socket === null) this.#attempt();
    else this.#stirredMeanwhile = true;
  }

  /** Watches the socket's directory, or the nearest above it that exists. */
  #watch(): void {
    this.#watcher?.close();
    this.#watcher = null;
    const wanted = dirname(this.#path);
    let directory = wanted;
    while (!this.#watchThis(directory) && directory !== dirname(directory))
      directory = dirname(directory);
    // The directory was created after the check and before the watch. No event reports it.
    if (directory !== wanted && existsSync(wanted)) this.#watch();
  }

  #watchThis(directory: string): boolean {
    try {
      this.#watcher = watch(directory, { persistent: false }, (_event, name) =>
        this.#stirred(name),
      );
    } catch {
      return false;
    }
    // The system ended the watch: the directory is gone.
    this.#watcher.on('error', () => this.#watch());
    this.#watched = directory;
    return true;
  }
}
