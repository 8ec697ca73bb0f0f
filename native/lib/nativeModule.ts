/**
 * Finds and loads the native module.
 * The folder is found from the sources (native/lib) as well as from the bundle (out/main).
 */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** The native code's interface; see native/src. */
export interface NativeModule {
  readonly PingSocket?: new (
    slab: Uint8Array,
    records: Uint32Array,
    ready: (count: number, error: string | null) => void,
  ) => NativePingSocket;
  readonly FramePump?: new (
    fd: number,
    kind: 'tap' | 'packet',
    batch: FrameArena,
    outcome: Int32Array,
    ready: (count: number, error: string | null) => void,
    writable: () => void,
  ) => NativeFramePump;
  readonly LinkMonitor?: new (
    changed: (index: number, name: string, mac: number, up: boolean, mtu: number) => void,
    gone: (index: number) => void,
    overrun: () => void,
  ) => NativeLinkMonitor;
  readonly plainFrames?: (
    from: FrameArena,
    selection: Uint16Array,
    start: number,
    end: number,
    into: FrameArena,
    outcome: Int32Array,
  ) => number;
  readonly runVerb?: (words: readonly string[]) => NativeAnswer;
  readonly runHelper?: (path: string, words: readonly string[]) => NativeAnswer;
  /** 0 or an errno. `owner` -1: the TAP is deleted with its descriptor. */
  readonly keepTap?: (fd: number, owner: number) => number;
}

/** The part of a FrameBatch that native code uses. */
export interface FrameArena {
  readonly slab: Uint8Array;
  readonly offsets: Uint32Array;
  readonly lengths: Uint32Array;
  readonly offloads: Uint32Array;
}

export interface NativeFramePump {
  write(batch: FrameArena, selection: Uint16Array, start: number, end: number): number;
  watchWritable(on: boolean): void;
  /** These three: 0, or the errno's name. */
  setCarrier(up: boolean): 0 | string;
  setFilter(program: Uint32Array): 0 | string;
  setOption(option: 'pastQueueing' | 'ignoreOutgoing' | 'promiscuous' | 'allGroups'): 0 | string;
  close(): void;
}

export interface NativeLinkMonitor {
  close(): void;
}

/** The result of a verb; see native/src/privilege.h. */
interface NativeAnswer {
  readonly fd: number;
  readonly errno: number;
  readonly name: string;
  readonly line: string;
}

export interface NativePingSocket {
  /** 0, or the errno's name. */
  send(destination: number, sequence: number, payload: Uint8Array, timeToLive: number): 0 | string;
  close(): void;
}

/** The folder native/, relative to native/lib and to out/main. */
const folders = ['..', '../../native'];

/** Null if there is no binary for this platform. Throws if a binary cannot be loaded. */
export function loadNativeModule(): NativeModule | null {
  const folder = folders
    .map((relative) => join(import.meta.dirname, relative))
    .find(
      (path) => existsSync(join(path, 'build', 'Release')) || existsSync(join(path, 'prebuilds')),
    );
  if (folder === undefined) return null;
  const require = createRequire(import.meta.url);
  const nodeGypBuild = require('node-gyp-build') as { path(folder: string): string };
  let binary: string;
  try {
    binary = nodeGypBuild.path(folder);
  } catch {
    return null;
  }
  return require(binary) as NativeModule;
}
