/**
 * The scheme of the window's page, `patchcord://app/`. It gives the page its own origin; a `file:`
 * page could read other files.
 */
import { protocol } from 'electron';
import { contentSecurityPolicy, type StaticFiles } from '../staticFiles.ts';

const SCHEME = 'patchcord';
const HOST = 'app';
export const PAGE_URL = `${SCHEME}://${HOST}/`;

const HEADERS = {
  'Content-Security-Policy': contentSecurityPolicy("'self'"),
  'X-Content-Type-Options': 'nosniff',
};

/** Must be called before Electron is ready. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: SCHEME,
      privileges: { standard: true, secure: true, supportFetchAPI: true, corsEnabled: true },
    },
  ]);
}

export function serveScheme(files: StaticFiles): void {
  protocol.handle(SCHEME, ({ method, url }) => {
    const { host, pathname } = new URL(url);
    const file = host === HOST && method === 'GET' ? files.get(pathname) : undefined;
    if (file === undefined) return new Response(null, { status: 404, headers: HEADERS });
    return new Response(file.body, { headers: { ...HEADERS, 'Content-Type': file.type } });
  });
}

export function isOurPage(url: string): boolean {
  return url.startsWith(PAGE_URL);
}

/** Whether the address is an object in the page's memory (`URL.createObjectURL`). */
export function isMadeByOurPage(url: string): boolean {
  return url.startsWith(`blob:${PAGE_URL}`);
}
