/**
 * The built window on a stage: in a browser, over the app with stand-ins behind it, as large and in the
 * looks that a test asks for. The browser has a network namespace of its own: see lab/browser.ts.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { launchBrowserApart } from '../lab/browser.ts';
import type { Laboratory } from '../app/laboratory.ts';
import { StandInProgram } from '../app/standInProgram.ts';
import { MapHand } from './mapHand.ts';
import { checkPicture } from './pictures.ts';
import { StageServer } from './stageServer.ts';

/** Page's time in pictures: the window is opened, and ten minutes later the picture is taken. */
const OPENED_MS = Date.parse('2026-11-20T17:42:00.000Z');
const PICTURE_MS = OPENED_MS + 600_000;
/** For what no guest is needed for, on a machine with other work. */
const WAIT_MS = 15_000;

export interface Looks {
  readonly width?: number;
  readonly height?: number;
  /** As a browser's zoom, or a screen of twice the dots: 2 leaves half the room. */
  readonly scale?: 1 | 2;
  readonly theme?: 'light' | 'dark';
  readonly locale?: string;
  readonly motion?: 'reduce' | 'no-preference';
  /** Done to the page before anything is loaded. */
  readonly prepare?: (page: Page) => Promise<unknown>;
}

export class ScreenStage {
  program!: StandInProgram;
  server!: StageServer;
  hand!: MapHand;
  readonly #dir = mkdtempSync(join(tmpdir(), 'pc-stage-'));
  #browser!: Browser;

  get page(): Page {
    return this.hand.page;
  }

  async build(): Promise<void> {
    const socketPath = join(this.#dir, 'window.sock');
    this.server = await StageServer.open(() => this.program, socketPath);
    this.#browser = await launchBrowserApart(socketPath, this.server.port);
  }

  async takeDown(): Promise<void> {
    await this.#browser.close();
    await this.program.close();
    await this.server.close();
    rmSync(this.#dir, { recursive: true });
  }

  /** Another program in place of the one before, if there is one. */
  async start(lab?: Laboratory): Promise<void> {
    const before = this.program as StandInProgram | undefined;
    this.program = await StandInProgram.start(lab);
    await before?.close();
  }

  async open(looks: Looks = {}): Promise<MapHand> {
    const context = await this.#browser.newContext(contextOptions(looks));
    context.setDefaultTimeout(WAIT_MS);
    this.hand = new MapHand(await context.newPage());
    await looks.prepare?.(this.page);
    await this.page.goto(this.server.link);
    return this.hand;
  }

  /** Nothing may have been complained of by the browser. */
  async close(): Promise<void> {
    const { complaints } = this.hand;
    await this.page.context().close();
    expect(complaints).toEqual([]);
  }

  /** The choice of another window of this browser: what is open stays open. */
  async speak(language: 'en' | 'de'): Promise<void> {
    await this.page.evaluate((newValue) => {
      const key = 'patchcord.language';
      localStorage.setItem(key, newValue);
      const { localStorage: storageArea } = window;
      dispatchEvent(new StorageEvent('storage', { key, newValue, storageArea }));
    }, language);
    await this.page.locator(`html[lang=${language}]`).waitFor();
    // The window passes it on. A call that arrives late would reach the next test's program.
    const kept = () => this.program.call('preferences.get', {});
    await expect.poll(kept).toMatchObject({ language });
  }

  /** The page looks as it does in screens/. Its clock stands still afterwards. */
  async picture(name: string): Promise<void> {
    await stopClock(this.page);
    await checkPicture(name, () => this.page.screenshot({ animations: 'disabled' }));
  }

  /** The room that a zoom of 200 % leaves. */
  async halveRoom(): Promise<void> {
    const { width, height } = this.page.viewportSize()!;
    await this.page.setViewportSize({ width: width / 2, height: height / 2 });
  }

  /** How many px of the page's width are out of sight. */
  overflow(): Promise<number> {
    return this.page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return scrollWidth - clientWidth;
    });
  }
}

/** For `prepare`: the page's clock shows the time of the pictures. */
export function setClock(page: Page): Promise<void> {
  return page.clock.install({ time: OPENED_MS });
}

/** At the time of the pictures, or so much before. */
export function stopClock(page: Page, beforeMs = 0): Promise<void> {
  return page.clock.pauseAt(PICTURE_MS - beforeMs);
}

function contextOptions(looks: Looks): BrowserContextOptions {
  const { width = 1080, height = 720, scale = 1 } = looks;
  return {
    viewport: { width: width / scale, height: height / scale },
    deviceScaleFactor: scale,
    colorScheme: looks.theme ?? 'light',
    locale: looks.locale ?? 'en-US',
    timezoneId: 'UTC',
    reducedMotion: looks.motion ?? 'reduce',
  };
}

/** For the suite it is called in: one browser for all tests, a fresh program for each. */
export function useStage(lab?: Laboratory): ScreenStage {
  const stage = new ScreenStage();
  beforeAll(() => stage.build());
  beforeEach(() => stage.start(lab));
  afterEach(() => stage.close());
  afterAll(() => stage.takeDown());
  return stage;
}
