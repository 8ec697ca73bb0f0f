/**
 * A TAP device or a packet socket as a source and a sink of frames.
 * Read first: native/src/frame_pump.h; src-main/engine/link/frameBatch.ts.
 */
import { NativeError } from './nativeError.ts';
import { loadNativeModule, type FrameArena, type NativeFramePump } from './nativeModule.ts';

export type PumpKind = 'tap' | 'packet';

export interface PumpEvents {
  /** `count` frames were read into the batch; they are valid only during this call. */
  frames(count: number): void;
  /** There is room to write again; called only while `watchWritable` is on. */
  writable(): void;
  /** The netdev was deleted or is down; `errno` is a name. No event follows. Close the pump. */
  lost(errno: string): void;
}

export class FramePump {
  /** Number of frames of the last `write` that the kernel refused one by one. */
  get refused(): number {
    return this.#outcome[0]!;
  }
  readonly #outcome = new Int32Array(1);
  readonly #native: NativeFramePump;
  #closed = false;

  /**
   * Owns the descriptor from now on, also on failure.
   * @throws NativeError `TUNGETIFF` EINVAL if it is not a TAP with virtio-net headers; `dlopen`
   *   ENOENT if there is no native module
   */
  constructor(fd: number, kind: PumpKind, batch: FrameArena, events: PumpEvents) {
    const native = loadNativeModule()?.FramePump;
    if (!native) throw new NativeError('dlopen', 'ENOENT');
    const ready = (count: number, error: string | null): void => {
      if (this.#closed) return;
      if (error === null) events.frames(count);
      else events.lost(error);
    };
    const writable = (): void => {
      if (!this.#closed) events.writable();
    };
    try {
      this.#native = new native(fd, kind, batch, this.#outcome, ready, writable);
    } catch (error) {
      throw NativeError.from(error);
    }
  }

  /**
   * Writes frames `selection[start..end)` of the batch. Returns where it stopped: before `end` if
   * the kernel has no more room.
   */
  write(batch: FrameArena, selection: Uint16Array, start: number, end: number): number {
    return this.#native.write(batch, selection, start, end);
  }

  watchWritable(on: boolean): void {
    this.#native.watchWritable(on);
  }

  /** The carrier of a TAP's netdev. */
  setCarrier(up: boolean): void {
    check('TUNSETCARRIER', this.#native.setCarrier(up));
  }

  /** For a packet socket: classic BPF, two words for each instruction (struct sock_filter). */
  setFilter(program: Uint32Array): void {
    check('setsockopt', this.#native.setFilter(program));
  }

  /** Outgoing frames bypass the NIC's queueing discipline and its filters. */
  sendPastQueueing(): void {
    check('setsockopt', this.#native.setOption('pastQueueing'));
  }

  /** Reads every frame that passes the NIC, while the pump is open. */
  seeAll(): void {
    check('setsockopt', this.#native.setOption('promiscuous'));
  }

  /** Reads frames to every group; otherwise only to the NIC's own MAC and the host's groups. */
  seeGroups(): void {
    check('setsockopt', this.#native.setOption('allGroups'));
  }

  /** Frames that this computer sends through the NIC are not read. */
  ignoreOutgoing(): void {
    check('setsockopt', this.#native.setOption('ignoreOutgoing'));
  }

  /** No event follows. */
  close(): void {
    this.#closed = true;
    this.#native.close();
  }
}

function check(syscall: string, outcome: 0 | string): void {
  if (outcome !== 0) throw new NativeError(syscall, outcome);
}
