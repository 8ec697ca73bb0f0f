/**
 * Stand-in for WebContents over a page of Chromium, and for `ipcMain`.
 * Differences: the preload runs in the page's world (no isolation) and without a sandbox.
 */
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import type * as Electron from 'electron';
import type {
  BrowserContext,
  Download,
  Frame,
  Page,
  Request as PageRequest,
  Route,
} from 'playwright-core';
import { app } from './application.ts';
import { answerWithHandler, grantWhatIsAllowed, mayDownload, openContext } from './browser.ts';
import { fromShown, isShown, toShown } from './pageUrl.ts';
import { emitPreventable } from './preventable.ts';

export const ipcMain = new EventEmitter();

type Used = 'send' | 'isDestroyed' | 'setWindowOpenHandler';
type OpenHandler = Parameters<Electron.WebContents['setWindowOpenHandler']>[0];

export class StandInContents extends EventEmitter implements Pick<Electron.WebContents, Used> {
  /** Refused actions of pages, for tests. */
  readonly refused: string[] = [];
  /** Files that pages have saved, by name. */
  readonly saved: string[] = [];
  readonly #page: Promise<Page>;
  #openHandler: OpenHandler = () => ({ action: 'allow' });
  /** The address that the program loads; it has no `will-navigate`. */
  #loading: string | null = null;

  constructor(preload: string) {
    super();
    this.#page = this.#openPage(preload);
    app.emit('web-contents-created', {}, this);
  }

  async load(url: string): Promise<void> {
    const page = await this.#page;
    const shown = toShown(url);
    await grantWhatIsAllowed(url, new URL(shown).origin);
    this.#loading = shown;
    await page.goto(shown, { waitUntil: 'load' });
    this.#loading = null;
  }

  send(channel: string, message: unknown): void {
    void this.#page
      .then((page) =>
        page.evaluate(
          ([to, what]) =>
            (globalThis as unknown as { __deliver: (a: string, b: unknown) => void }).__deliver(
              to as string,
              what,
            ),
          [channel, message],
        ),
      )
      // The page was closed. Electron drops the message too.
      .catch(() => undefined);
  }

  isDestroyed(): boolean {
    return false;
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.#openHandler = handler;
  }

  /** Electron's event before a page embeds a `<webview>`, which is not possible here. */
  mayAttachWebview(): boolean {
    return !emitPreventable(this, 'will-attach-webview');
  }

  async #openPage(preload: string): Promise<Page> {
    const context = await openContext();
    await context.exposeBinding('__send', ({ frame }, channel: string, message: unknown) => {
      ipcMain.emit(channel, { sender: this, senderFrame: senderFrame(frame) }, message);
    });
    await context.addInitScript({ content: preloadScript(readFileSync(preload, 'utf8')) });
    await context.route('**/*', (route) => this.#route(route));
    const page = context.pages()[0] ?? (await context.newPage());
    this.#watchWindows(context, page);
    page.on('download', (download) => void this.#takeDownload(download));
    return page;
  }

  #watchWindows(context: BrowserContext, page: Page): void {
    context.on('page', (popup) => void popup.close());
    page.on('crash', () => this.emit('render-process-gone', {}, { reason: 'crashed' }));
  }

  async #takeDownload(download: Download): Promise<void> {
    if (await mayDownload(download)) this.saved.push(download.suggestedFilename());
    else this.refused.push(`download ${fromShown(download.url())}`);
  }

  async #route(route: Route): Promise<void> {
    const request = route.request();
    if (request.isNavigationRequest() && !(await this.#mayNavigate(request)))
      return route.abort('aborted');
    return isShown(request.url()) ? answerWithHandler(route) : route.continue();
  }

  async #mayNavigate(request: PageRequest): Promise<boolean> {
    const url = fromShown(request.url());
    const frame = frameOf(request);
    if (frame?.page() !== (await this.#page)) return this.#mayOpenWindow(url);
    const isMainFrame = frame.parentFrame() === null;
    const asked = request.url() === this.#loading;
    const name = isMainFrame ? 'will-navigate' : 'will-frame-navigate';
    if (!asked && emitPreventable(this, name, { url, isMainFrame })) {
      this.refused.push(`navigation ${url}`);
      return false;
    }
    this.emit('did-start-navigation', { url, isMainFrame, isSameDocument: false });
    return true;
  }

  #mayOpenWindow(url: string): boolean {
    const { action } = this.#openHandler({ url } as Electron.HandlerDetails);
    if (action === 'deny') this.refused.push(`window ${url}`);
    return action === 'allow';
  }
}

/** Null for the first request of a window that is being created. */
function frameOf(request: PageRequest): Frame | null {
  try {
    return request.frame();
  } catch {
    return null;
  }
}

function senderFrame(frame: Frame): { url: string; parent: object | null } {
  return { url: fromShown(frame.url()), parent: frame.parentFrame() };
}

/** Runs the preload as Electron does: in the main frame, with only `require('electron')`. */
function preloadScript(source: string): string {
  return `if (window === window.top) (() => {
    const listeners = new Map();
    window.__deliver = (channel, message) => {
      for (const listener of listeners.get(channel) ?? []) listener({}, message);
    };
    const electron = {
      contextBridge: {
        exposeInMainWorld: (key, api) => Object.defineProperty(window, key, { value: Object.freeze(api) }),
      },
      ipcRenderer: {
        send: (channel, message) => void window.__send(channel, structuredClone(message)),
        on: (channel, listener) =>
          void listeners.set(channel, [...(listeners.get(channel) ?? []), listener]),
      },
    };
    const require = (name) => {
      if (name !== 'electron') throw new Error('a sandboxed preload cannot load ' + name);
      return electron;
    };
    // A function, so that the preload's names are not global.
    (() => { ${source}
    })();
  })();`;
}
