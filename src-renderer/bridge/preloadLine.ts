/** The line over Electron's preload. It is open from the start until the window closes. */
import type { Line } from './bridge.ts';

/** `window.patchcord`, which the preload script sets. */
export interface PreloadDoor {
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
}

export function preloadLine(door: PreloadDoor): Line {
  return {
    // The context bridge cannot clone Vue's proxies, so messages go through JSON first.
    send: (message) => door.send(JSON.parse(JSON.stringify(message))),
    onMessage: (listener) => door.onMessage(listener),
    onOpen: (listener) => listener(),
    onClose: () => undefined,
  };
}
