/** The Chromium of all windows, and Electron's `session` and `protocol` for it. */
import { EventEmitter } from 'node:events';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as Electron from 'electron';
import { chromium, type BrowserContext, type Download, type Route } from 'playwright-core';
import { app } from './application.ts';
import { fromShown } from './pageUrl.ts';
import { emitPreventable } from './preventable.ts';

type SchemeHandler = (request: Request) => Response | Promise<Response>;
type RequestHandler = Parameters<Electron.Session['setPermissionRequestHandler']>[0];
type CheckHandler = Parameters<Electron.Session['setPermissionCheckHandler']>[0];

const schemes = new Map<string, SchemeHandler>();
let privileged: readonly string[] = [];
let decideRequest: RequestHandler = null;
let context: Promise<BrowserContext> | null = null;

export const protocol = {
  registerSchemesAsPrivileged: (list) => {
    privileged = list.map(({ scheme }) => scheme);
  },
  handle: (scheme, handler) => {
    if (!privileged.includes(scheme)) throw new Error(`${scheme} was not registered in time`);
    schemes.set(scheme, handler);
  },
} satisfies Pick<Electron.Protocol, 'registerSchemesAsPrivileged' | 'handle'>;

export const checks: { permission: CheckHandler } = { permission: null };

const handlers = {
  setPermissionRequestHandler: (handler) => {
    decideRequest = handler;
  },
  setPermissionCheckHandler: (handler) => {
    checks.permission = handler;
  },
  // There are no devices that a page could use.
  setDevicePermissionHandler: () => undefined,
} satisfies Pick<
  Electron.Session,
  'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler'
>;

export const session = { defaultSession: Object.assign(new EventEmitter(), handlers) };

/**
 * Calls the program for a download that Chromium has begun, and cancels it if the program says so.
 */
export async function mayDownload(download: Download): Promise<boolean> {
  const item = { getURL: () => fromShown(download.url()) };
  if (!emitPreventable(session.defaultSession, 'will-download', {}, item)) return true;
  await download.cancel();
  return false;
}

export function openContext(): Promise<BrowserContext> {
  context ??= launch();
  return context;
}

/** Chromium's debugging port, by which a test reaches the pages; 0 until Chromium runs. */
export function debuggingPort(): number {
  const file = join(app.getPath('sessionData'), 'DevToolsActivePort');
  return existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[0]) : 0;
}

async function launch(): Promise<BrowserContext> {
  const profile = app.getPath('sessionData');
  mkdirSync(profile, { recursive: true });
  const launched = await chromium.launchPersistentContext(profile, {
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    viewport: null,
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--remote-debugging-port=0',
      '--disable-gpu',
      '--disable-quic',
    ],
  });
  app.beforeExit = () => launched.close();
  return launched;
}

/** Names of permissions in Electron, and in Chromium. */
const PERMISSIONS = [
  ['geolocation', 'geolocation'],
  ['notifications', 'notifications'],
  ['midi', 'midi'],
  ['clipboard-read', 'clipboard-read'],
  ['clipboard-sanitized-write', 'clipboard-write'],
] as const;

/** Chromium cannot call the handler while the page waits, so it is called for each beforehand. */
export async function grantWhatIsAllowed(url: string, shownOrigin: string): Promise<void> {
  const granted: string[] = [];
  for (const [name, chromiumName] of PERMISSIONS)
    decideRequest?.(
      null as never,
      name,
      (allowed) => {
        if (allowed) granted.push(chromiumName);
      },
      { requestingUrl: url, isMainFrame: true },
    );
  await (await openContext()).grantPermissions(granted, { origin: shownOrigin });
}

export async function answerWithHandler(route: Route): Promise<void> {
  const url = fromShown(route.request().url());
  const handler = schemes.get(new URL(url).protocol.slice(0, -1));
  if (handler === undefined) return route.abort('failed');
  const response = await handler(new Request(url, { method: route.request().method() }));
  await route.fulfill({
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: Buffer.from(await response.arrayBuffer()),
  });
}
