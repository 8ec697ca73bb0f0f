/** A running desktop program in a test's hand, whichever Electron is underneath. */
import type { Page } from 'playwright-core';

export interface Desktop {
  readonly page: Page;
  readonly dataDir: string;
  isVisible(): Promise<boolean>;
  /** The cross in the title bar. */
  closeWindow(): Promise<void>;
  /** What a person does who starts the program again; the exit status of that second start. */
  startAgain(): Promise<number | null>;
  /** Exit status after being asked to quit. */
  quit(): Promise<number | null>;
  /** Kills what is left; to be called whatever happened. */
  dispose(): Promise<void>;
}

/** One call over the page's own door, as the renderer makes it. */
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
