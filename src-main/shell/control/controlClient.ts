/** A command's end of the control socket, as a transport for ContractClient. */
import { connect, type Socket } from 'node:net';
import type { Transport } from '../../contract/client.ts';
import { controlSocketPath } from './controlPath.ts';
import { LineReader } from '../../contract/lineReader.ts';
import { ShellError } from '../shellError.ts';

/** The longest answer that is accepted, octets. Ten thousand flows take two million. */
const MAX_ANSWER_OCTETS = 64 << 20;

export class ControlTransport implements Transport {
  readonly #socket: Socket;
  #listener: (message: unknown) => void = () => undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    const reader = new LineReader(MAX_ANSWER_OCTETS, (line) => this.#listener(JSON.parse(line)));
    socket.on('data', (chunk) => {
      if (!reader.push(chunk)) socket.destroy();
    });
    // 'close' always follows an error.
    socket.on('error', () => undefined);
  }

  /** @throws ShellError `notRunning` if no program answers, `socketPathTooLong` */
  static async connect(dataDir: string): Promise<ControlTransport> {
    const path = controlSocketPath(dataDir);
    const socket = connect(path);
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', (cause) => reject(new ShellError('notRunning', { dataDir }, { cause })));
    });
    return new ControlTransport(socket);
  }

  send(message: unknown): void {
    this.#socket.write(JSON.stringify(message) + '\n');
  }

  onMessage(listener: (message: unknown) => void): void {
    this.#listener = listener;
  }

  onClose(listener: () => void): void {
    this.#socket.once('close', listener);
  }

  close(): void {
    this.#socket.end();
  }
}
