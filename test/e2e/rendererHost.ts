/**
 * The built window, served on loopback with the content policy it has to live under, over a
 * program that may be a fake one.
 */
import { createReadStream, existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize, resolve } from 'node:path';
import { WebSocketServer } from 'ws';
import { answer, type PanelService } from '../../src-main/contract/server.ts';
import { APART_PORT } from '../lab/browser.ts';

const CONTENT_POLICY = "default-src 'self'; style-src 'self'; frame-ancestors 'none'";

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

export interface RendererHost {
  readonly url: string;
  /** The folder that is served. */
  readonly dir: string;
  /** Ends every connection to the contract; with `false` new ones are refused too. */
  admit(admitted: boolean): void;
  close(): Promise<void>;
}

const DIR = resolve(import.meta.dirname, '../../out/renderer');

/**
 * `service` is called for every connection, so that a test can change programs. With `socketPath`
 * the server listens there instead of on a port, for a browser in another network namespace.
 */
export async function hostRenderer(
  service: () => PanelService,
  socketPath?: string,
): Promise<RendererHost> {
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://localhost').pathname);
    const file = join(DIR, path === '/' ? 'index.html' : path);
    if (!existsSync(file)) return void response.writeHead(404).end();
    response.writeHead(200, {
      'content-security-policy': CONTENT_POLICY,
      'content-type': contentTypes[extname(file)] ?? 'application/octet-stream',
    });
    createReadStream(file).pipe(response);
  });
  const sockets = serveContract(server, service);
  const where = socketPath === undefined ? { port: 0, host: '127.0.0.1' } : { path: socketPath };
  await new Promise<void>((done) => server.listen(where, done));
  const port = socketPath === undefined ? (server.address() as AddressInfo).port : APART_PORT;
  return {
    url: `http://127.0.0.1:${port}/`,
    dir: DIR,
    admit: sockets.admit,
    close: () =>
      new Promise((done) => {
        sockets.admit(false);
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

function serveContract(server: Server, service: () => PanelService) {
  const sockets = new WebSocketServer({ server, path: '/contract' });
  let admitted = true;
  sockets.on('connection', (socket) => {
    if (!admitted) {
      socket.terminate();
      return;
    }
    const program = service();
    const endings = (['panel', 'activity'] as const).map((event) =>
      program.subscribe(event, (data) => socket.send(JSON.stringify({ event, data }))),
    );
    socket.on('message', (message) => {
      const request: unknown = JSON.parse((message as Buffer).toString());
      void answer(program, request).then((reply) => socket.send(JSON.stringify(reply)));
    });
    socket.on('close', () => endings.forEach((end) => end()));
  });
  return {
    admit(value: boolean): void {
      admitted = value;
      for (const socket of sockets.clients) socket.terminate();
    },
  };
}
