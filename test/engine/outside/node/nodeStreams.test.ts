import { once } from 'node:events';
import net from 'node:net';
import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import type {
  AcceptedStream,
  Closable,
  HostStream,
  HostStreamEvents,
} from '../../../../src-main/engine/outside/hostSockets.ts';
import { parseIp } from '../../../../src-main/address/ip.ts';
import {
  connectStream,
  listenForStreams,
} from '../../../../src-main/engine/outside/node/nodeStreams.ts';

const LOOPBACK = parseIp('127.0.0.1')!;
const open: Closable[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

/** Notes what happens, in order, and lets a test wait for it. */
class Listener implements HostStreamEvents {
  readonly log: string[] = [];
  readonly octets: Buffer[] = [];
  accepting = true;
  onData: ((octets: Buffer) => void) | null = null;
  #waiting: (() => void)[] = [];

  connected(): void {
    this.#note('connected');
  }

  data(octets: Uint8Array): boolean {
    const copy = Buffer.from(octets);
    if (this.onData !== null) this.onData(copy);
    else this.octets.push(copy);
    this.#note('data');
    return this.accepting;
  }

  ended(): void {
    this.#note('ended');
  }

  drained(): void {
    this.#note('drained');
  }

  closed(error: string): void {
    this.#note(`closed ${error}`);
  }

  async until(what: string): Promise<void> {
    while (!this.log.includes(what)) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  #note(what: string): void {
    if (what !== 'data' || this.log.at(-1) !== 'data') this.log.push(what);
    for (const wake of this.#waiting.splice(0)) wake();
  }
}

async function serve(peer: (socket: net.Socket) => void): Promise<number> {
  const sockets: net.Socket[] = [];
  const server = net.createServer({ allowHalfOpen: true }, (socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    peer(socket);
  });
  open.push({
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as net.AddressInfo).port;
}

async function listen(): Promise<{ port: number; accepted: Promise<AcceptedStream> }> {
  let take: (stream: AcceptedStream) => void = () => undefined;
  const accepted = new Promise<AcceptedStream>((resolve) => (take = resolve));
  const port = await serve(() => undefined);
  open.pop()!.close();
  await new Promise<void>((resolve, reject) => {
    open.push(
      listenForStreams('127.0.0.1', port, take, (error) =>
        error === null ? resolve() : reject(new Error(error)),
      ),
    );
  });
  return { port, accepted };
}

describe('a connection to the outside', () => {
  it('carries octets both ways and ends each way by itself', async () => {
    const port = await serve((socket) => {
      socket.on('end', () => socket.end('answer after your end'));
      socket.resume();
    });
    const listener = new Listener();
    const stream = connectStream(LOOPBACK, port, listener);
    await listener.until('connected');
    stream.write(Buffer.from('request'));
    stream.end();
    await listener.until('closed ');
    expect(Buffer.concat(listener.octets).toString()).toBe('answer after your end');
    expect(listener.log).toEqual(['connected', 'data', 'ended', 'closed ']);
    expect(stream.queued).toBe(0);
  });

  it('half-close by the peer: we go on writing', async () => {
    let received = '';
    const done = Promise.withResolvers<undefined>();
    const port = await serve((socket) => {
      socket.end('bye');
      socket.on('data', (octets: Buffer) => (received += octets.toString()));
      socket.on('end', () => done.resolve(undefined));
    });
    const listener = new Listener();
    const stream = connectStream(LOOPBACK, port, listener);
    await listener.until('ended');
    stream.write(Buffer.from('still '));
    stream.write(Buffer.from('here'));
    stream.end();
    await done.promise;
    expect(received).toBe('still here');
  });

  it('refused', async () => {
    const port = await serve(() => undefined);
    open.pop()!.close();
    const listener = new Listener();
    connectStream(LOOPBACK, port, listener);
    await listener.until('closed ECONNREFUSED');
    expect(listener.log).toEqual(['closed ECONNREFUSED']);
  });

  it('reset by the peer', async () => {
    const port = await serve((socket) => socket.resetAndDestroy());
    const listener = new Listener();
    connectStream(LOOPBACK, port, listener);
    await listener.until('closed ECONNRESET');
  });

  it('reset by us: the peer sees RST, we hear nothing more', async () => {
    const error = Promise.withResolvers<string>();
    const port = await serve((socket) => {
      socket.on('error', (cause: NodeJS.ErrnoException) => error.resolve(cause.code ?? ''));
      socket.resume();
    });
    const listener = new Listener();
    const stream = connectStream(LOOPBACK, port, listener);
    await listener.until('connected');
    stream.reset();
    expect(await error.promise).toBe('ECONNRESET');
    stream.write(Buffer.from('nobody'));
    expect(listener.log).toEqual(['connected']);
  });

  it('reset while it connects', () => {
    // TEST-NET-1 (RFC 5737): whatever becomes of it, nothing is heard.
    const listener = new Listener();
    connectStream(parseIp('192.0.2.1')!, 9, listener).reset();
    expect(listener.log).toEqual([]);
  });

  it('stops reading when told, and goes on', async () => {
    const total = 20_000_000;
    const port = await serve((socket) => socket.end(Buffer.alloc(total)));
    const listener = new Listener();
    listener.accepting = false;
    const stream = connectStream(LOOPBACK, port, listener);
    await listener.until('data');
    await new Promise((resolve) => setTimeout(resolve, 50));
    const before = Buffer.concat(listener.octets).length;
    expect(before).toBeLessThanOrEqual(65_536);
    listener.accepting = true;
    stream.resumeReading();
    await listener.until('ended');
    expect(Buffer.concat(listener.octets).length).toBe(total);
    stream.destroy();
  });

  it('counts what a slow peer has not taken, and tells when it has', async () => {
    let peer: net.Socket | null = null;
    const port = await serve((socket) => (peer = socket.pause()));
    const listener = new Listener();
    const stream = connectStream(LOOPBACK, port, listener);
    await listener.until('connected');
    const chunk = Buffer.alloc(65_536);
    for (let i = 0; i < 320; i += 1) stream.write(chunk);
    expect(stream.queued).toBeGreaterThan(1 << 20);
    expect(listener.log).toEqual(['connected']);
    peer!.resume();
    await listener.until('drained');
    expect(stream.queued).toBeLessThanOrEqual(1 << 15);
    stream.destroy();
  });

  it('100 MB each way arrive as they were sent', async () => {
    const sent = createHash('sha256');
    const back = createHash('sha256');
    const port = await serve((socket) => socket.pipe(socket));
    const listener = new Listener();
    let octets = 0;
    listener.onData = (part) => {
      back.update(part);
      octets += part.length;
    };
    const stream = connectStream(LOOPBACK, port, listener);
    await listener.until('connected');
    const total = 100 << 20;
    const chunk = Buffer.alloc(1 << 16);
    for (let at = 0; at < total; at += chunk.length) {
      chunk.fill(at / chunk.length);
      sent.update(chunk);
      stream.write(chunk);
      while (stream.queued > 1 << 20) await new Promise((resolve) => setImmediate(resolve));
    }
    stream.end();
    await listener.until('ended');
    expect(octets).toBe(total);
    expect(back.digest('hex')).toBe(sent.digest('hex'));
  });
});

describe('a listening socket', () => {
  it('gives connections with their peer, octets and ends', async () => {
    const { port, accepted } = await listen();
    const client = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    client.end('hello');
    let answer = '';
    client.on('data', (octets: Buffer) => (answer += octets.toString()));
    const one = await accepted;
    expect(one.peerAddress).toEqual(LOOPBACK);
    expect(one.peerPort).toBe(client.localPort);
    const listener = new Listener();
    const stream: HostStream = one.open(listener);
    await listener.until('ended');
    expect(Buffer.concat(listener.octets).toString()).toBe('hello');
    stream.write(Buffer.from('welcome'));
    stream.end();
    await listener.until('closed ');
    await once(client, 'close');
    expect(answer).toBe('welcome');
  });

  it('a port in use is refused by name', async () => {
    const port = await serve(() => undefined);
    const error = await new Promise<string | null>((resolve) => {
      open.push(listenForStreams('127.0.0.1', port, () => undefined, resolve));
    });
    expect(error).toBe('EADDRINUSE');
  });
});
