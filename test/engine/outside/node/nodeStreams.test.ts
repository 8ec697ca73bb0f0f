/** Streams over real sockets on loopback. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import net from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Closable } from '../../../../src-main/engine/outside/outside.ts';
import { BufferPool } from '../../../../src-main/engine/outside/node/bufferPool.ts';
import {
  connectStream,
  listenForStreams,
} from '../../../../src-main/engine/outside/node/nodeStreams.ts';
import {
  type OutsideError,
  outsideError,
} from '../../../../src-main/engine/outside/outsideError.ts';
import type {
  AcceptedStream,
  Stream,
  StreamEvents,
} from '../../../../src-main/engine/outside/stream.ts';

const LOOPBACK = '127.0.0.1';
const open: Closable[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

/** Notes what happens, in order, and lets a test wait for it. */
class Listener implements StreamEvents {
  readonly log: string[] = [];
  error: OutsideError | null = null;
  onReadable: (() => void) | null = null;
  #waiting: (() => void)[] = [];

  connected(): void {
    this.#note('connected');
  }

  readable(): void {
    this.onReadable?.();
    this.#note('readable');
  }

  writable(): void {
    this.#note('writable');
  }

  ended(): void {
    this.#note('ended');
  }

  closed(error: OutsideError | null): void {
    this.error = error;
    this.#note(`closed ${error?.errno ?? ''}`);
  }

  async until(what: string | (() => boolean)): Promise<void> {
    const done = typeof what === 'string' ? () => this.log.includes(what) : what;
    while (!done()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #note(what: string): void {
    if (this.log.at(-1) !== what) this.log.push(what);
    for (const wake of this.#waiting.splice(0)) wake();
  }
}

function peeked(stream: Stream, offset = 0): string {
  const octets = Buffer.alloc(stream.readable - offset);
  stream.peek(offset, octets.length, octets, 0);
  return octets.toString();
}

function write(stream: Stream, text: string | Buffer): number {
  const octets = Buffer.from(text);
  return stream.write(octets, 0, octets.length);
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
  server.listen(0, LOOPBACK);
  await once(server, 'listening');
  return (server.address() as net.AddressInfo).port;
}

function connect(port: number, pool = new BufferPool()): { listener: Listener; stream: Stream } {
  const listener = new Listener();
  const stream = connectStream(pool, LOOPBACK, port, listener);
  open.push({ close: () => stream.close() });
  return { listener, stream };
}

async function listen(): Promise<{ port: number; accepted: Promise<AcceptedStream> }> {
  let take: (stream: AcceptedStream) => void = () => undefined;
  const accepted = new Promise<AcceptedStream>((resolve) => (take = resolve));
  const port = await serve(() => undefined);
  open.pop()!.close();
  await new Promise<void>((resolve, reject) => {
    open.push(
      listenForStreams(new BufferPool(), LOOPBACK, port, take, (error) =>
        error === null ? resolve() : reject(new Error(error.errno)),
      ),
    );
  });
  return { port, accepted };
}

describe('reading', () => {
  it('peek gives the same octets again until they are discarded', async () => {
    const port = await serve((socket) => socket.end('what the peer says'));
    const { listener, stream } = connect(port);
    await listener.until('ended');
    expect([peeked(stream), peeked(stream), peeked(stream, 5)]).toEqual([
      'what the peer says',
      'what the peer says',
      'the peer says',
    ]);
    stream.discard(9);
    expect(peeked(stream)).toBe('peer says');
    expect(stream.readable).toBe(9);
  });

  it('stops the peer at the limit, and goes on when half of it is discarded', async () => {
    const total = 20_000_000;
    const port = await serve((socket) => socket.end(Buffer.alloc(total)));
    const { listener, stream } = connect(port);
    await listener.until(() => stream.readable >= (1 << 20) - (1 << 16));
    expect(stream.readable).toBeLessThanOrEqual(1 << 20);
    let received = 0;
    const take = (): void => {
      expect(stream.readable).toBeLessThanOrEqual(1 << 20);
      received += stream.readable;
      stream.discard(stream.readable);
    };
    listener.onReadable = take;
    take();
    await listener.until('ended');
    expect(received).toBe(total);
  });

  it('keeps what has come when the connection is over', async () => {
    const pool = new BufferPool();
    const port = await serve((socket) => socket.end('bye').resume());
    const { listener, stream } = connect(port, pool);
    await listener.until('ended');
    stream.end();
    await listener.until('closed ');
    expect(peeked(stream)).toBe('bye');
    stream.close();
    expect(pool.lent).toBe(0);
  });
});

describe('writing', () => {
  it('sends what was written in one turn together', async () => {
    const pieces: string[] = [];
    const done = Promise.withResolvers<undefined>();
    const port = await serve((socket) => {
      socket.on('data', (octets: Buffer) => pieces.push(octets.toString()));
      socket.on('end', () => done.resolve(undefined));
    });
    const { listener, stream } = connect(port);
    await listener.until('connected');
    for (const text of ['one ', 'two ', 'three']) expect(write(stream, text)).toBe(text.length);
    stream.end();
    await done.promise;
    expect(pieces).toEqual(['one two three']);
  });

  it('takes a part when the peer reads nothing, and says when there is room', async () => {
    let peer: net.Socket | null = null;
    const pool = new BufferPool();
    const port = await serve((socket) => (peer = socket.pause()));
    const { listener, stream } = connect(port, pool);
    await listener.until('connected');
    const chunk = Buffer.alloc(100_000);
    const full = (): boolean => {
      for (;;) if (write(stream, chunk) < chunk.length) return true;
    };
    // The kernel's own buffers fill first.
    for (let turn = 0; turn < 50; turn += 1) {
      full();
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(stream.room).toBe(0);
    expect(write(stream, 'more')).toBe(0);
    expect(pool.lent).toBeLessThanOrEqual((1 << 20) + (1 << 16));
    listener.log.length = 0;
    peer!.resume();
    await listener.until('writable');
    expect(stream.room).toBeGreaterThanOrEqual(stream.capacity - (1 << 15));
  });

  it('100 MB each way arrive as they were sent', async () => {
    const sent = createHash('sha256');
    const back = createHash('sha256');
    const port = await serve((socket) => socket.pipe(socket));
    const { listener, stream } = connect(port);
    let received = 0;
    const octets = Buffer.alloc(1 << 20);
    listener.onReadable = () => {
      const length = stream.readable;
      stream.peek(0, length, octets, 0);
      stream.discard(length);
      back.update(octets.subarray(0, length));
      received += length;
    };
    await listener.until('connected');
    const total = 100 << 20;
    const chunk = Buffer.alloc(1 << 16);
    for (let at = 0; at < total; at += chunk.length) {
      chunk.fill(at / chunk.length);
      sent.update(chunk);
      for (let taken = 0; taken < chunk.length;) {
        taken += stream.write(chunk, taken, chunk.length - taken);
        if (stream.room === 0) await new Promise((resolve) => setImmediate(resolve));
      }
    }
    stream.end();
    await listener.until('ended');
    expect(received).toBe(total);
    expect(back.digest('hex')).toBe(sent.digest('hex'));
  });
});

describe('ends', () => {
  it('half-close by us: the peer goes on sending', async () => {
    const port = await serve((socket) => {
      socket.on('end', () => socket.end('answer after your end'));
      socket.resume();
    });
    const { listener, stream } = connect(port);
    await listener.until('connected');
    write(stream, 'request');
    stream.end();
    await listener.until('closed ');
    expect(peeked(stream)).toBe('answer after your end');
    expect(listener.log).toEqual(['connected', 'readable', 'ended', 'closed ']);
  });

  it('half-close by the peer: we go on writing', async () => {
    let received = '';
    const done = Promise.withResolvers<undefined>();
    const port = await serve((socket) => {
      socket.end('bye');
      socket.on('data', (octets: Buffer) => (received += octets.toString()));
      socket.on('end', () => done.resolve(undefined));
    });
    const { listener, stream } = connect(port);
    await listener.until('ended');
    write(stream, 'still ');
    write(stream, 'here');
    stream.end();
    await done.promise;
    expect(received).toBe('still here');
  });

  it('a refused connection is an error with its errno and nothing that Node cannot know', async () => {
    const port = await serve(() => undefined);
    open.pop()!.close();
    const { listener } = connect(port);
    await listener.until('closed ECONNREFUSED');
    expect(listener.log).toEqual(['closed ECONNREFUSED']);
    expect(listener.error).toEqual({
      errno: 'ECONNREFUSED',
      offender: null,
      type: null,
      code: null,
      mtu: 0,
    });
  });

  it('reset by the peer', async () => {
    const port = await serve((socket) => socket.resetAndDestroy());
    await connect(port).listener.until('closed ECONNRESET');
  });

  it('reset by us: the peer sees RST, no event follows, nothing stays lent', async () => {
    const pool = new BufferPool();
    const error = Promise.withResolvers<string>();
    const port = await serve((socket) => {
      socket.on('error', (cause: NodeJS.ErrnoException) => error.resolve(cause.code ?? ''));
      socket.resume();
    });
    const { listener, stream } = connect(port, pool);
    await listener.until('connected');
    write(stream, 'never sent');
    stream.reset();
    expect(await error.promise).toBe('ECONNRESET');
    expect(listener.log).toEqual(['connected']);
    expect(pool.lent).toBe(0);
  });

  it('reset while it connects', () => {
    // TEST-NET-1 (RFC 5737): no event comes whatever becomes of the connection.
    const listener = new Listener();
    connectStream(new BufferPool(), '192.0.2.1', 9, listener).reset();
    expect(listener.log).toEqual([]);
  });
});

describe('a listening socket', () => {
  it('gives connections with their peer, octets and ends', async () => {
    const { port, accepted } = await listen();
    const client = net.connect({ port, host: LOOPBACK, allowHalfOpen: true });
    client.end('hello');
    let answer = '';
    client.on('data', (octets: Buffer) => (answer += octets.toString()));
    const one = await accepted;
    expect(one.peerAddress.toString()).toBe(LOOPBACK);
    expect(one.peerPort).toBe(client.localPort);
    const listener = new Listener();
    const stream = one.open(listener);
    await listener.until('ended');
    expect(peeked(stream)).toBe('hello');
    write(stream, 'welcome');
    stream.end();
    await listener.until('closed ');
    await once(client, 'close');
    expect(answer).toBe('welcome');
  });

  it('a port in use is refused by name', async () => {
    const port = await serve(() => undefined);
    const error = await new Promise<OutsideError | null>((resolve) => {
      open.push(listenForStreams(new BufferPool(), LOOPBACK, port, () => undefined, resolve));
    });
    expect(error).toEqual(outsideError('EADDRINUSE'));
  });
});
