/**
 * The built window behind the web face, for a browser in another network namespace: it reaches the
 * face's port through a Unix socket. The socket is the cable between window and program, and can be
 * cut.
 */
import { connect, createServer, type Server, type Socket } from 'node:net';
import { resolve } from 'node:path';
import type { PanelService } from '../../src-main/contract/server.ts';
import { readStaticFiles } from '../../src-main/shell/staticFiles.ts';
import { WebServer } from '../../src-main/shell/web/webServer.ts';

/** The folder that is served. */
export const WINDOW_DIR = resolve(import.meta.dirname, '../../out/renderer');

export class StageServer {
  readonly #web: WebServer;
  readonly #relay: Server;
  readonly #cables = new Set<Socket>();
  #admitted = true;

  /** `service` is asked for every call and connection, so that a test can change programs. */
  static async open(service: () => PanelService, socketPath: string): Promise<StageServer> {
    const current: PanelService = {
      get handlers() {
        return service().handlers;
      },
      subscribe: (event, listener) => service().subscribe(event, listener),
    };
    const files = await readStaticFiles(WINDOW_DIR);
    const onLink = (): void => undefined;
    const server = new StageServer(
      await WebServer.listen({ port: 0, service: current, files, onLink }),
    );
    await new Promise<void>((listening) => server.#relay.listen(socketPath, listening));
    return server;
  }

  private constructor(web: WebServer) {
    this.#web = web;
    this.#relay = createServer((near) => this.#join(near));
  }

  /** Opens the window, once. */
  get link(): string {
    return this.#web.link;
  }

  get port(): number {
    return Number(new URL(this.link).port);
  }

  /** `false`: every connection is cut, and new ones are refused. */
  admit(admitted: boolean): void {
    this.#admitted = admitted;
    if (!admitted) for (const cable of this.#cables) cable.destroy();
  }

  async close(): Promise<void> {
    this.admit(false);
    await new Promise((closed) => this.#relay.close(closed));
    await this.#web.close();
  }

  #join(near: Socket): void {
    if (!this.#admitted) {
      near.destroy();
      return;
    }
    const far = connect(this.port, '127.0.0.1');
    near.pipe(far).pipe(near);
    for (const [end, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#cables.add(end);
      end.on('error', () => end.destroy());
      end.on('close', () => {
        this.#cables.delete(end);
        other.destroy();
      });
    }
  }
}
