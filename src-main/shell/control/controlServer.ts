/**
 * The control socket: the contract for commands and scripts of the same user. The messages are those
 * of contract/message.ts as JSON, one per line.
 * Read first: shell/faceSession.ts, unix(7).
 *
 * Theory of operation
 * Only the user can open the socket file (0600 from its creation). It remains after a program is
 * killed, so an existing file is tried first: if a program answers, `alreadyRunning` is thrown;
 * otherwise the file is removed. No other program can start in between, because the lock on the store
 * is taken before `listen`.
 */
import { rm } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { MAX_MESSAGE_OCTETS } from '../../contract/message.ts';
import type { PanelService } from '../../contract/server.ts';
import { FaceSession } from '../faceSession.ts';
import { parseMessage } from '../parseMessage.ts';
import { ShellError } from '../shellError.ts';
import { controlSocketPath } from './controlPath.ts';
import { LineReader } from '../../contract/lineReader.ts';

/** Connected commands at a time. Further connections are closed immediately. */
const MAX_CONNECTIONS = 64;
/** The umask for a new socket file: only the owner can read and write it. */
const OWNER_ONLY_UMASK = 0o177;

/** @throws ShellError `alreadyRunning` when a program answers in `dataDir`, `socketPathTooLong` */
export async function refuseIfRunning(dataDir: string): Promise<void> {
  const socket = connect(controlSocketPath(dataDir));
  const answers = await new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
  });
  socket.destroy();
  if (answers) throw new ShellError('alreadyRunning', { dataDir });
}

export class ControlServer {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #service: PanelService;

  private constructor(service: PanelService) {
    this.#service = service;
    this.#server = createServer((socket) => this.#accept(socket));
    this.#server.maxConnections = MAX_CONNECTIONS;
    // One connection could not be accepted, such as EMFILE; or `#bind` reports it.
    this.#server.on('error', () => undefined);
  }

  /** @throws ShellError `alreadyRunning`, `socketPathTooLong`, `controlSocketFailed` */
  static async listen(dataDir: string, service: PanelService): Promise<ControlServer> {
    await refuseIfRunning(dataDir);
    const path = controlSocketPath(dataDir);
    await rm(path, { force: true });
    const control = new ControlServer(service);
    await control.#bind(path);
    return control;
  }

  /** Ends every connection, and removes the socket file. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #bind(path: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', (cause: NodeJS.ErrnoException) => {
        const reason = cause.code ?? cause.message;
        reject(new ShellError('controlSocketFailed', { path, reason }, { cause }));
      });
      const before = process.umask(OWNER_ONLY_UMASK);
      this.#server.listen(path, resolve);
      process.umask(before);
    });
  }

  #accept(socket: Socket): void {
    this.#sockets.add(socket);
    const session = new FaceSession(this.#service, {
      send: (message) => void socket.write(JSON.stringify(message) + '\n'),
      buffered: () => socket.writableLength,
      pause: () => void socket.pause(),
      resume: () => void socket.resume(),
    });
    const reader = new LineReader(MAX_MESSAGE_OCTETS, (line) => session.take(parseMessage(line)));
    socket.on('data', (chunk) => {
      if (!reader.push(chunk)) turnAway(socket, session);
    });
    socket.on('drain', () => session.drained());
    // 'close' follows.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      session.close();
      this.#sockets.delete(socket);
    });
  }
}

function turnAway(socket: Socket, session: FaceSession): void {
  session.close();
  const error = { code: 'messageTooLong', params: { limit: MAX_MESSAGE_OCTETS } };
  socket.removeAllListeners('data');
  socket.resume();
  socket.end(JSON.stringify({ id: -1, error }) + '\n', () => socket.destroy());
}
