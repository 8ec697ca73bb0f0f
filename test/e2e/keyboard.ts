/** The keyboard of a user without a mouse. */
import { expect } from 'vitest';
import type { Locator, Page } from 'playwright-core';

/** More focus stops than any screen has. */
const STOPS = 80;

export class Keyboard {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.#page.keyboard.press(key);
  }

  /** Replaces the text of the focused field. */
  async write(text: string): Promise<void> {
    await this.press('Control+a');
    await this.#page.keyboard.type(text);
  }

  /** Presses the key until the focus is on the element. */
  async goTo(target: Locator, key = 'Tab'): Promise<void> {
    await target.first().waitFor();
    const reached = this.#page.locator(':focus').and(target);
    for (let stops = 0; (await reached.count()) === 0; stops++) {
      expect(stops, `no way by ${key} to ${String(target)}`).toBeLessThan(STOPS);
      await this.press(key);
    }
  }

  async choose(target: Locator): Promise<void> {
    await this.goTo(target);
    await this.press('Enter');
  }
}
