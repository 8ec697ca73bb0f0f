/**
 * The control socket: the contract for commands and scripts of the same user, whichever other face
 * the program has. Messages of contract/message.ts as JSON, one a line.
 * Read first: shell/faceSession.ts, unix(7).
 *
 * Theory of operation
 * Only the user can open the socket file (0600 from the moment it exists). It outlives a killed
 * program, so an existing file proves nothing: it is removed if no program answers on it, and
 * `alreadyRunning` is thrown if one does. Between the two looks another program could start;
 * the lock on the store, taken before `listen`, keeps it out.
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

/** Commands connected at a time; more are turned away at the door. */
const MAX_CONNECTIONS = 64;
/** Permission bits that a new socket file is denied: all but the owner's reading and writing. */
const OWNER_ONLY_UMASK = 0o177;

/** @throws ShellError `alreadyRunning` when a program answers in `dataDir`, `socketPathTooLong` */
export async function refuseWhereRunning(dataDir: string): Promise<void> {
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
    this.#server = createServer((socket) => this.#welcome(socket));
    this.#server.maxConnections = MAX_CONNECTIONS;
  }

  /** @throws ShellError `alreadyRunning`, `socketPathTooLong`, `controlSocketFailed` */
  static async listen(dataDir: string, service: PanelService): Promise<ControlServer> {
    await refuseWhereRunning(dataDir);
    const path = controlSocketPath(dataDir);
    await rm(path, { force: true });
    const control = new ControlServer(service);
    await control.#bind(path);
    return control;
  }

  /** Ends every connection; the socket file goes with the server. */
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

  #welcome(socket: Socket): void {
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
    // A connection that breaks is a connection that is closed.
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
