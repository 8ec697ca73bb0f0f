/**
 * ICMP echo as an ordinary user, with Linux's ping sockets.
 * Read first: native/src/ping_socket.h.
 */
import { NativeError } from './nativeError.ts';
import { type NativePingSocket, loadNativeModule } from './nativeModule.ts';

export interface PingSocketEvents {
  /** The payload is valid only during this call. */
  reply(source: number, sequence: number, payload: Uint8Array): void;
  /** An ICMP error about one of the requests; `mtu` is that of a "fragmentation needed". */
  error(source: number, type: number, code: number, sequence: number, mtu: number): void;
  /** The socket has failed; `errno` is a name. Close it. */
  failed(errno: string): void;
}

/** Maximum number of answers in one call. */
const RECORDS = 64;
/** Words of a record; ping_socket.cc writes them. */
const RECORD_WORDS = 8;
const KIND_ERROR = 1;
/** Octets of the slab: one reply of the largest size, and the same again for small ones. */
const SLAB_OCTETS = 1 << 17;

export class PingSocket {
  readonly #events: PingSocketEvents;
  readonly #slab = new Uint8Array(SLAB_OCTETS);
  readonly #records = new Uint32Array(RECORDS * RECORD_WORDS);
  readonly #native: NativePingSocket;
  #closed = false;

  private constructor(native: PingSocketFactory, events: PingSocketEvents) {
    this.#events = events;
    const ready = (count: number, error: string | null) => this.#ready(count, error);
    this.#native = new native(this.#slab, this.#records, ready);
  }

  /**
   * Null if there is no native module.
   * @throws NativeError `socket` EACCES if this user's group is not in net.ipv4.ping_group_range
   */
  static open(events: PingSocketEvents): PingSocket | null {
    const native = loadNativeModule()?.PingSocket;
    if (!native) return null;
    try {
      return new PingSocket(native, events);
    } catch (error) {
      throw NativeError.from(error);
    }
  }

  /** Sends an echo request. Returns null, or the errno's name. */
  send(
    destination: number,
    sequence: number,
    payload: Uint8Array,
    timeToLive: number,
  ): string | null {
    const failed = this.#native.send(destination, sequence, payload, timeToLive);
    return failed === 0 ? null : failed;
  }

  /** No event follows. */
  close(): void {
    this.#closed = true;
    this.#native.close();
  }

  #ready(count: number, error: string | null): void {
    for (let i = 0; i < count && !this.#closed; i++) this.#take(i * RECORD_WORDS);
    if (error !== null && !this.#closed) this.#events.failed(error);
  }

  #take(at: number): void {
    const records = this.#records;
    const source = records[at + 1]!;
    const sequence = records[at + 2]!;
    if (records[at] === KIND_ERROR) {
      this.#events.error(source, records[at + 3]!, records[at + 4]!, sequence, records[at + 5]!);
      return;
    }
    const offset = records[at + 6]!;
    this.#events.reply(source, sequence, this.#slab.subarray(offset, offset + records[at + 7]!));
  }
}

type PingSocketFactory = NonNullable<
  NonNullable<ReturnType<typeof loadNativeModule>>['PingSocket']
>;
