/** A QMP server that sends what the test says. */
import type { Buffer } from 'node:buffer';
import { createServer, type Server, type Socket } from 'node:net';

export const GREETING = '{"QMP": {"version": {"qemu": {"major": 7}}, "capabilities": []}}\r\n';

export interface QmpCommand {
  readonly execute: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly id: number;
}

export class FakeQmpServer {
  readonly received: QmpCommand[] = [];
  readonly sockets: Socket[] = [];
  readonly #server: Server;

  /** `answer` returns the text to send for a command; null: nothing. */
  static async listen(
    path: string,
    answer: (command: QmpCommand) => string | null = accept,
    greeting = GREETING,
  ): Promise<FakeQmpServer> {
    const server = new FakeQmpServer(createServer(), answer, greeting);
    await new Promise<void>((resolve) => server.#server.listen(path, resolve));
    return server;
  }

  constructor(server: Server, answer: (command: QmpCommand) => string | null, greeting: string) {
    this.#server = server;
    server.on('connection', (socket) => {
      this.sockets.push(socket);
      socket.on('error', () => undefined);
      socket.on('data', (octets) => this.#take(socket, octets, answer));
      socket.write(greeting);
    });
  }

  send(text: string | Buffer): void {
    this.sockets.at(-1)!.write(text);
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #take(socket: Socket, octets: Buffer, answer: (command: QmpCommand) => string | null): void {
    for (const line of octets.toString().trim().split('\n')) {
      const command = JSON.parse(line) as QmpCommand;
      this.received.push(command);
      const text = answer(command);
      if (text !== null) socket.write(text);
    }
  }
}

export function accept({ id }: QmpCommand, result: unknown = {}): string {
  return `${JSON.stringify({ return: result, id })}\r\n`;
}

/** Answers of a running guest that has every card. */
export function acceptRunning(command: QmpCommand): string {
  return command.execute === 'query-status'
    ? accept(command, { status: 'running' })
    : accept(command);
}
