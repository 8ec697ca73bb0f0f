/** The other end of a stream link: listens like QEMU's `-netdev stream,server=on`. */
import { createServer, type Server, type Socket } from 'node:net';

export class QemuStandIn {
  readonly connections: Socket[] = [];
  /** Octets read from all connections. */
  received = Buffer.alloc(0);
  #server: Server;
  #reading = true;

  constructor(server: Server) {
    this.#server = server;
    server.on('connection', (socket) => {
      this.connections.push(socket);
      socket.on('error', () => undefined);
      if (this.#reading) this.#read(socket);
    });
  }

  static async listen(path: string, options: { reading: boolean } = { reading: true }) {
    const standIn = new QemuStandIn(createServer({ pauseOnConnect: !options.reading }));
    standIn.#reading = options.reading;
    await new Promise<void>((resolve) => standIn.#server.listen(path, resolve));
    return standIn;
  }

  get socket(): Socket {
    return this.connections.at(-1)!;
  }

  startReading(): void {
    this.#reading = true;
    for (const socket of this.connections) this.#read(socket);
  }

  /** Complete frames received from all connections. */
  get frames(): Buffer[] {
    const frames: Buffer[] = [];
    for (let at = 0; at + 4 <= this.received.length;) {
      const end = at + 4 + this.received.readUInt32BE(at);
      if (end > this.received.length) break;
      frames.push(this.received.subarray(at + 4, end));
      at = end;
    }
    return frames;
  }

  send(...frames: Buffer[]): void {
    for (const octets of frames) {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(octets.length);
      this.socket.write(Buffer.concat([length, octets]));
    }
  }

  /** Closes it and removes its socket file. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.connections) socket.destroy();
    await closed;
  }

  #read(socket: Socket): void {
    socket.on('data', (octets) => (this.received = Buffer.concat([this.received, octets])));
    socket.resume();
  }
}
