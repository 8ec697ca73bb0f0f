import { once } from 'node:events';
import { type Socket, createSocket } from 'node:dgram';
import { afterEach, describe, expect, test } from 'vitest';
import { NodeDatagrams } from '../../../../src-main/engine/outside/node/nodeDatagrams.ts';
import { SharedPorts } from '../../../../src-main/engine/outside/node/sharedPorts.ts';
import { HeardDatagrams } from './heardDatagrams.ts';

const LOOPBACK = '127.0.0.1';
const HOP_LIMIT = 64;
const open: { close(): void }[] = [];
const ports = new SharedPorts();

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

function connect(port: number, localPort: number, heard: HeardDatagrams): NodeDatagrams {
  const datagrams = new NodeDatagrams(ports, LOOPBACK, port, localPort, heard);
  open.push(datagrams);
  return datagrams;
}

describe('connected datagrams', () => {
  test('two flows on one local port each get the datagrams of their own peer', async () => {
    const servers = [await echoServer(), await echoServer()];
    const heard = [new HeardDatagrams(), new HeardDatagrams()];
    const first = connect(servers[0]!.address().port, 0, heard[0]!);
    const second = connect(servers[1]!.address().port, first.localPort, heard[1]!);
    expect(second.localPort).toBe(first.localPort);
    for (let i = 0; i < 20; i++) {
      first.send(Buffer.from(`a${i}`), HOP_LIMIT);
      second.send(Buffer.from(`b${i}`), HOP_LIMIT);
    }
    for (let i = 0; i < 20; i++) {
      expect(await heard[0]!.next()).toBe(`a${i} ${first.localPort}`);
      expect(await heard[1]!.next()).toBe(`b${i} ${first.localPort}`);
    }
  });

  test('datagrams of another peer on the same host are ignored', async () => {
    const server = await echoServer();
    const stranger = await echoServer();
    const heard = new HeardDatagrams();
    const flow = connect(server.address().port, 0, heard);
    stranger.send('intruder', flow.localPort, '127.0.0.1');
    flow.send(Buffer.from('hello'), HOP_LIMIT);
    expect(await heard.next()).toBe(`hello ${flow.localPort}`);
  });

  test('a closed port is ECONNREFUSED, and the socket goes on', async () => {
    const server = await echoServer();
    const { port } = server.address();
    open.splice(open.indexOf(server), 1);
    server.close();
    const heard = new HeardDatagrams();
    const flow = connect(port, 0, heard);
    flow.send(Buffer.from('hello'), HOP_LIMIT);
    expect(await heard.next()).toBe('ECONNREFUSED');
    const revived = createSocket('udp4').bind(port, '127.0.0.1');
    open.push(revived);
    await once(revived, 'listening');
    flow.send(Buffer.from('again'), HOP_LIMIT);
    const [octets] = (await once(revived, 'message')) as [Buffer];
    expect(octets.toString()).toBe('again');
  });

  test('the longest datagram goes both ways', async () => {
    const server = await echoServer();
    const heard = new HeardDatagrams();
    const octets = Buffer.from(Uint8Array.from({ length: 65_507 }, (_, i) => i * 13));
    connect(server.address().port, 0, heard).send(octets, HOP_LIMIT);
    expect(await heard.next()).toBe('65507 octets');
    expect(heard.last.equals(octets)).toBe(true);
  });

  test('the octets may be used again as soon as send returns', async () => {
    const server = await echoServer();
    const heard = new HeardDatagrams();
    const flow = connect(server.address().port, 0, heard);
    const octets = Buffer.from('before');
    flow.send(octets, HOP_LIMIT);
    octets.fill('x');
    expect(await heard.next()).toBe(`before ${flow.localPort}`);
  });

  test('a shared port that another program has bound is refused', async () => {
    const server = await echoServer();
    const heard = new HeardDatagrams();
    const flow = connect(server.address().port, server.address().port, heard);
    expect([await heard.next(), flow.localPort]).toEqual(['EADDRINUSE', 0]);
  });

  test('2,000 mappings have 2,000 ports', async () => {
    const server = await echoServer();
    const flows = Array.from({ length: 2000 }, () =>
      connect(server.address().port, 0, new HeardDatagrams()),
    );
    expect(new Set(flows.map(({ localPort }) => localPort)).size).toBe(2000);
  });

  test('no event follows close, which may be called twice', async () => {
    const server = await echoServer();
    const { port } = server.address();
    open.splice(open.indexOf(server), 1);
    server.close();
    const heard = [new HeardDatagrams(), new HeardDatagrams()];
    const [closed, next] = heard.map((one) => connect(port, 0, one));
    closed!.send(Buffer.from('hello'), HOP_LIMIT);
    closed!.close();
    next!.send(Buffer.from('hello'), HOP_LIMIT);
    expect(await heard[1]!.next()).toBe('ECONNREFUSED');
    expect(heard[0]!.unread).toEqual([]);
  });

  test('a peer that cannot be reached fails later, not within the call', async () => {
    const heard = new HeardDatagrams();
    const flow = new NodeDatagrams(ports, 'fe80::1%nowhere', 9, 0, heard);
    open.push(flow);
    flow.send(Buffer.from('x'), HOP_LIMIT);
    expect(heard.unread).toEqual([]);
    expect(await heard.next()).toMatch(/^E[A-Z]+$/);
  });
});
