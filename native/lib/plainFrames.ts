/**
 * Turns frames with offloads into plain ones.
 * Read first: native/src/segmentation.h.
 */
import { loadNativeModule, type FrameArena, type NativeModule } from './nativeModule.ts';

export class PlainFrames {
  readonly #plain: NonNullable<NativeModule['plainFrames']> | undefined;
  readonly #outcome = new Int32Array(2);

  constructor() {
    this.#plain = loadNativeModule()?.plainFrames;
  }

  /** Number of frames of the last `make` that were refused for contradicting headers. */
  get refused(): number {
    return this.#outcome[0]!;
  }

  /** Number of frames that the last `make` put into `into`. */
  get made(): number {
    return this.#outcome[1]!;
  }

  /**
   * Copies frames `selection[start..end)` to the beginning of `into`, with checksums completed and
   * super-frames cut. Returns where it stopped: before `end` if `into` is full.
   */
  make(
    from: FrameArena,
    selection: Uint16Array,
    start: number,
    end: number,
    into: FrameArena,
  ): number {
    // Only the native module brings frames with offloads.
    return this.#plain?.(from, selection, start, end, into, this.#outcome) ?? end;
  }
}
