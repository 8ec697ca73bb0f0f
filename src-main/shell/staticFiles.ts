/**
 * The built renderer, one or two megabytes. It is read at the start and served by exact path, so a
 * request cannot reach other files.
 */
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { ShellError } from './shellError.ts';

export interface StaticFile {
  readonly type: string;
  readonly body: Buffer<ArrayBuffer>;
}

/** Files by the path of a URL: `/index.html`, `/assets/…`; `/` is the page. */
export type StaticFiles = ReadonlyMap<string, StaticFile>;

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
};

/**
 * The page can load only its own files and connect only to its program. It has no inline script or
 * style, no form and no plug-in, and cannot be framed.
 */
export function contentSecurityPolicy(connectTo: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src ${connectTo}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** @throws ShellError `rendererMissing` */
export async function readStaticFiles(dir: string): Promise<StaticFiles> {
  const files = new Map<string, StaticFile>();
  const entries = await readdir(dir, { recursive: true, withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const type = TYPES[extname(entry.name)] ?? 'application/octet-stream';
    const body = Buffer.from(await readFile(path));
    files.set('/' + relative(dir, path).split(sep).join('/'), { type, body });
  }
  const page = files.get('/index.html');
  if (page === undefined) throw new ShellError('rendererMissing', { dir });
  return files.set('/', page);
}
