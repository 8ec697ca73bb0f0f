/** A running desktop program, on Electron or on the stand-in. */
import type { Page } from 'playwright-core';

export interface Desktop {
  readonly page: Page;
  readonly dataDir: string;
  isVisible(): Promise<boolean>;
  /** The close button in the title bar. */
  closeWindow(): Promise<void>;
  /** Starts the program a second time. Resolves to the exit status of that start. */
  startAgain(): Promise<number | null>;
  /** Asks it to quit. Resolves to the exit status. */
  quit(): Promise<number | null>;
  /** Kills the remaining processes. Must always be called. */
  dispose(): Promise<void>;
}

/** Makes a call through the preload, as the renderer does. */
export function callFromPage(page: Page, call: string, args: object = {}): Promise<unknown> {
  return page.evaluate(
    ([name, given]) =>
      new Promise((resolve) => {
        const door = (globalThis as unknown as { patchcord: Door }).patchcord;
        const id = 1_000_000 + Math.floor(performance.now() * 1000);
        door.onMessage((message) => {
          if (message.id === id) resolve(message.result ?? message.error);
        });
        door.send({ id, call: name, args: given });
      }),
    [call, args] as const,
  );
}

interface Door {
  send(message: unknown): void;
  onMessage(listener: (message: { id?: number; result?: unknown; error?: unknown }) => void): void;
}
