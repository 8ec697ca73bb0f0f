import { once } from 'node:events';
import { type Socket, createSocket } from 'node:dgram';
import { afterEach, describe, expect, test } from 'vitest';
import type { HostDatagrams } from '../../../../src-main/engine/outside/hostSockets.ts';
import { NodeDatagrams } from '../../../../src-main/engine/outside/node/nodeDatagrams.ts';
import { parseIp } from '../../../../src-main/address/ip.ts';

const LOOPBACK = parseIp('127.0.0.1')!;
const open: { close(): void }[] = [];
const host = new NodeDatagrams();

afterEach(() => {
  for (const socket of open.splice(0)) socket.close();
});

/** A server that answers with what it got and the port that it got it from. */
async function echoServer(): Promise<Socket> {
  const server = createSocket('udp4');
  server.on('message', (octets, from) => {
    const answer = octets.length > 1000 ? octets : Buffer.from(`${octets.toString()} ${from.port}`);
    server.send(answer, from.port, from.address);
  });
  server.bind(0, '127.0.0.1');
  await once(server, 'listening');
  open.push(server);
  return server;
}

class Heard {
  readonly #waiting: ((what: string) => void)[] = [];
  readonly #heard: string[] = [];
  last: Buffer = Buffer.alloc(0);

  datagram(octets: Uint8Array): void {
    this.last = Buffer.from(octets);
    this.#push(octets.length > 1000 ? `${octets.length} octets` : this.last.toString());
  }

  failed(error: string): void {
    this.#push(error);
  }

  #push(what: string): void {
    const waiting = this.#waiting.shift();
    if (waiting) waiting(what);
    else this.#heard.push(what);
  }

  next(): Promise<string> {
    const what = this.#heard.shift();
    return what === undefined
      ? new Promise((resolve) => this.#waiting.push(resolve))
      : Promise.resolve(what);
  }
}

function connect(port: number, localPort: number, heard: Heard): HostDatagrams {
  const datagrams = host.connectDatagrams(LOOPBACK, port, localPort, heard);
  open.push(datagrams);
  return datagrams;
}

describe('connected datagrams', () => {
  test('two flows on one local port each hear their own peer', async () => {
    const servers = [await echoServer(), await echoServer()];
    const heard = [new Heard(), new Heard()];
    const first = connect(servers[0]!.address().port, 0, heard[0]!);
    const second = connect(servers[1]!.address().port, first.localPort, heard[1]!);
    expect(second.localPort).toBe(first.localPort);
    for (let i = 0; i < 20; i++) {
      first.send(Buffer.from(`a${i}`));
      second.send(Buffer.from(`b${i}`));
    }
    for (let i = 0; i < 20; i++) {
      expect(await heard[0]!.next()).toBe(`a${i} ${first.localPort}`);
      expect(await heard[1]!.next()).toBe(`b${i} ${first.localPort}`);
    }
  });

  test('a stranger on the same host is not heard', async () => {
    const server = await echoServer();
    const stranger = await echoServer();
    const heard = new Heard();
    const flow = connect(server.address().port, 0, heard);
    stranger.send('intruder', flow.localPort, '127.0.0.1');
    flow.send(Buffer.from('hello'));
    expect(await heard.next()).toBe(`hello ${flow.localPort}`);
  });

  test('a closed port is ECONNREFUSED, and the socket goes on', async () => {
    const server = await echoServer();
    const { port } = server.address();
    open.splice(open.indexOf(server), 1);
    server.close();
    const heard = new Heard();
    const flow = connect(port, 0, heard);
    flow.send(Buffer.from('hello'));
    expect(await heard.next()).toBe('ECONNREFUSED');
    const revived = createSocket('udp4').bind(port, '127.0.0.1');
    open.push(revived);
    await once(revived, 'listening');
    flow.send(Buffer.from('again'));
    const [octets] = (await once(revived, 'message')) as [Buffer];
    expect(octets.toString()).toBe('again');
  });

  test('the longest datagram goes both ways', async () => {
    const server = await echoServer();
    const heard = new Heard();
    const octets = Buffer.from(Uint8Array.from({ length: 65_507 }, (_, i) => i * 13));
    connect(server.address().port, 0, heard).send(octets);
    expect(await heard.next()).toBe('65507 octets');
    expect(heard.last.equals(octets)).toBe(true);
  });

  test('the octets may be used again as soon as send returns', async () => {
    const server = await echoServer();
    const heard = new Heard();
    const flow = connect(server.address().port, 0, heard);
    const octets = Buffer.from('before');
    flow.send(octets);
    octets.fill('x');
    expect(await heard.next()).toBe(`before ${flow.localPort}`);
  });

  test('a shared port that somebody else holds alone is refused', async () => {
    const server = await echoServer();
    const heard = new Heard();
    const flow = connect(server.address().port, server.address().port, heard);
    expect([await heard.next(), flow.localPort]).toEqual(['EADDRINUSE', 0]);
  });

  test('2,000 mappings have 2,000 ports', async () => {
    const server = await echoServer();
    const flows = Array.from({ length: 2000 }, () =>
      connect(server.address().port, 0, new Heard()),
    );
    expect(new Set(flows.map(({ localPort }) => localPort)).size).toBe(2000);
  });
});

describe('bound datagrams', () => {
  function bind(
    port: number,
    heard: Heard,
  ): Promise<{ error: string | null; socket: HostDatagrams }> {
    return new Promise((resolve) => {
      const socket = host.bindDatagrams('127.0.0.1', port, heard, (error) =>
        resolve({ error, socket }),
      );
      open.push(socket);
    });
  }

  test('R29 hears everybody and answers the one given', async () => {
    const heard = new Heard();
    const { error, socket } = await bind(0, heard);
    expect(error).toBe(null);
    const peer = createSocket('udp4').bind(0, '127.0.0.1');
    open.push(peer);
    await once(peer, 'listening');
    peer.send('hello', socket.localPort, '127.0.0.1');
    expect(await heard.next()).toBe('hello');
    socket.send(Buffer.from('back'), LOOPBACK, peer.address().port);
    const [octets] = (await once(peer, 'message')) as [Buffer];
    expect(octets.toString()).toBe('back');
  });

  test('R29 a port in use is refused, also one that a flow shares', async () => {
    const server = await echoServer();
    const flow = connect(server.address().port, 0, new Heard());
    expect((await bind(server.address().port, new Heard())).error).toBe('EADDRINUSE');
    expect((await bind(flow.localPort, new Heard())).error).toBe('EADDRINUSE');
  });
});
