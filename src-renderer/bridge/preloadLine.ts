/** The line over Electron's preload: there from the start, and as long as the window. */
import type { Line } from './bridge.ts';

/** What the preload script puts on `window` as `patchcord`. */
export interface PreloadDoor {
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
}

export function preloadLine(door: PreloadDoor): Line {
  return {
    // The context bridge refuses to clone Vue's proxies; messages are JSON on every other line too.
    send: (message) => door.send(JSON.parse(JSON.stringify(message))),
    onMessage: (listener) => door.onMessage(listener),
    onOpen: (listener) => listener(),
    onClose: () => undefined,
  };
}
