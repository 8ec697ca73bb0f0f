/**
 * The window in a browser on this computer: files over HTTP, and the contract over a WebSocket at
 * `/contract`, one JSON message per text frame.
 * Read first: gate.ts (access), shell/faceSession.ts (bounded memory).
 * Left out: TLS and other addresses than 127.0.0.1, because this face is not for the network.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { MAX_MESSAGE_OCTETS } from '../../contract/message.ts';
import type { PanelService } from '../../contract/server.ts';
import { FaceSession } from '../faceSession.ts';
import { parseMessage } from '../parseMessage.ts';
import { ShellError } from '../shellError.ts';
import { contentSecurityPolicy, type StaticFile, type StaticFiles } from '../staticFiles.ts';
import { Gate } from './gate.ts';
import { REFUSAL_PAGE } from './refusalPage.ts';

/** Connections at a time. A browser opens six; the rest is for further tabs. */
const MAX_CONNECTIONS = 64;
/** Path of the WebSocket. The renderer's bridge uses the same. */
const CONTRACT_PATH = '/contract';
/** Close code for a program that ends (RFC 6455 §7.4.1). */
const GOING_AWAY = 1001;

export interface WebServerOptions {
  /** 0: any free port. */
  readonly port: number;
  readonly service: PanelService;
  readonly files: StaticFiles;
  /** Called with the next valid link: at the start, and each time that one was used. */
  readonly onLink: (url: string) => void;
}

export class WebServer {
  readonly #options: WebServerOptions;
  readonly #http: Server;
  readonly #sockets: WebSocketServer;
  #gate!: Gate;
  #headers!: Readonly<Record<string, string>>;

  private constructor(options: WebServerOptions) {
    this.#options = options;
    this.#http = createServer((request, response) => this.#serve(request, response));
    this.#http.maxConnections = MAX_CONNECTIONS;
    // One connection could not be accepted, such as EMFILE; or `#bind` reports it.
    this.#http.on('error', () => undefined);
    this.#sockets = new WebSocketServer({
      noServer: true,
      maxPayload: MAX_MESSAGE_OCTETS,
      perMessageDeflate: false,
    });
    this.#http.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
  }

  /** @throws ShellError `webPortInUse`, `webPortRefused` */
  static async listen(options: WebServerOptions): Promise<WebServer> {
    const web = new WebServer(options);
    await web.#bind();
    return web;
  }

  /** The next valid link. */
  get link(): string {
    return this.#linkFor(this.#gate.token);
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#http.close(resolve));
    for (const socket of this.#sockets.clients) socket.close(GOING_AWAY);
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#http.closeAllConnections();
    await closed;
  }

  async #bind(): Promise<void> {
    const { port } = this.#options;
    await new Promise<void>((resolve, reject) => {
      this.#http.once('error', (cause: NodeJS.ErrnoException) =>
        reject(portError(port, cause.code ?? cause.message, cause)),
      );
      this.#http.listen(port, '127.0.0.1', resolve);
    });
    const bound = (this.#http.address() as AddressInfo).port;
    this.#headers = securityHeaders(bound);
    this.#gate = new Gate(bound, (token) => this.#options.onLink(this.#linkFor(token)));
    this.#options.onLink(this.link);
  }

  #linkFor(token: string): string {
    const { port } = this.#http.address() as AddressInfo;
    return `http://127.0.0.1:${port}/?token=${token}`;
  }

  #serve(request: IncomingMessage, response: ServerResponse): ServerResponse {
    for (const [name, value] of Object.entries(this.#headers)) response.setHeader(name, value);
    const refusal = this.#gate.refusal(request);
    if (refusal !== null) return end(response, refusal, 'This address is not for you.\n');
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return end(response.setHeader('Allow', 'GET, HEAD'), 405, 'Only GET and HEAD.\n');
    const url = parseTarget(request.url);
    if (url === null) return end(response, 400, 'Not an address.\n');
    // HEAD does not use up a link.
    if (request.method === 'GET' && this.#admit(url, response)) return response;
    if (!this.#gate.isSignedIn(request)) return endWithPage(response, 401, REFUSAL_PAGE);
    return this.#sendFile(url.pathname, response);
  }

  /** True: the token was right, and the response is complete. */
  #admit(url: URL, response: ServerResponse): boolean {
    const token = url.searchParams.get('token');
    const cookie = token === null ? null : this.#gate.redeem(token);
    if (cookie === null) return false;
    response.writeHead(303, { 'Set-Cookie': cookie, Location: '/', 'Cache-Control': 'no-store' });
    response.end();
    return true;
  }

  #sendFile(path: string, response: ServerResponse): ServerResponse {
    const file: StaticFile | undefined = this.#options.files.get(path);
    if (file === undefined) return end(response, 404, 'There is no such page.\n');
    response.writeHead(200, {
      'Content-Type': file.type,
      'Content-Length': file.body.length,
      'Cache-Control': 'no-cache',
    });
    return response.end(file.body);
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const status = this.#upgradeRefusal(request);
    if (status !== null) {
      socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    this.#sockets.handleUpgrade(request, socket, head, (webSocket) =>
      this.#accept(webSocket, socket),
    );
  }

  #upgradeRefusal(request: IncomingMessage): number | null {
    const refusal = this.#gate.refusal(request);
    if (refusal !== null) return refusal;
    if (!this.#gate.isSignedIn(request)) return 401;
    return parseTarget(request.url)?.pathname === CONTRACT_PATH ? null : 404;
  }

  #accept(webSocket: WebSocket, socket: Duplex): void {
    const session = new FaceSession(this.#options.service, {
      send: (message) => webSocket.send(JSON.stringify(message)),
      buffered: () => webSocket.bufferedAmount,
      pause: () => webSocket.pause(),
      resume: () => webSocket.resume(),
    });
    webSocket.on('message', (data, isBinary) =>
      session.take(isBinary ? undefined : parseMessage((data as Buffer).toString('utf8'))),
    );
    socket.on('drain', () => session.drained());
    // After an error ws itself closes the connection, with the right code.
    webSocket.on('error', () => undefined);
    webSocket.on('close', () => session.close());
  }
}

function portError(port: number, reason: string, cause: Error): ShellError {
  const code = reason === 'EADDRINUSE' ? 'webPortInUse' : 'webPortRefused';
  return new ShellError(code, { port, reason }, { cause });
}

function securityHeaders(port: number): Record<string, string> {
  const sockets = `ws://127.0.0.1:${port} ws://localhost:${port}`;
  return {
    'Content-Security-Policy': contentSecurityPolicy(`'self' ${sockets}`),
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
  };
}

function parseTarget(target: string | undefined): URL | null {
  return URL.parse(target ?? '', 'http://127.0.0.1');
}

function end(response: ServerResponse, status: number, text: string): ServerResponse {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' });
  return response.end(text);
}

function endWithPage(response: ServerResponse, status: number, page: string): ServerResponse {
  response.writeHead(status, {
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-store',
  });
  return response.end(page);
}
