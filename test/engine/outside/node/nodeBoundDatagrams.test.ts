import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, expect, test } from 'vitest';
import { NodeBoundDatagrams } from '../../../../src-main/engine/outside/node/nodeBoundDatagrams.ts';
import { NodeDatagrams } from '../../../../src-main/engine/outside/node/nodeDatagrams.ts';
import { SharedPorts } from '../../../../src-main/engine/outside/node/sharedPorts.ts';
import type { OutsideError } from '../../../../src-main/engine/outside/outsideError.ts';
import { HeardDatagrams } from './heardDatagrams.ts';

const LOOPBACK = '127.0.0.1';
const open: { close(): void }[] = [];

afterEach(() => {
  for (const socket of open.splice(0)) socket.close();
});

function bind(
  port: number,
  heard = new HeardDatagrams(),
): Promise<{ error: OutsideError | null; socket: NodeBoundDatagrams }> {
  return new Promise((resolve) => {
    const socket: NodeBoundDatagrams = new NodeBoundDatagrams(LOOPBACK, port, heard, (error) =>
      resolve({ error, socket }),
    );
    open.push(socket);
  });
}

test('R29 hears every peer and answers the one given', async () => {
  const heard = new HeardDatagrams();
  const { error, socket } = await bind(0, heard);
  expect(error).toBe(null);
  const peer = createSocket('udp4').bind(0, LOOPBACK);
  open.push(peer);
  await once(peer, 'listening');
  peer.send('hello', socket.localPort, LOOPBACK);
  expect(await heard.next()).toBe('hello');
  socket.sendTo(Buffer.from('back'), LOOPBACK, peer.address().port, 64);
  const [octets] = (await once(peer, 'message')) as [Buffer];
  expect(octets.toString()).toBe('back');
});

test('R29 a port in use is refused, also one that a flow shares', async () => {
  const server = createSocket('udp4').bind(0, LOOPBACK);
  open.push(server);
  await once(server, 'listening');
  const { port } = server.address();
  const flow = new NodeDatagrams(new SharedPorts(), LOOPBACK, port, 0, new HeardDatagrams());
  open.push(flow);
  expect((await bind(port)).error?.errno).toBe('EADDRINUSE');
  expect((await bind(flow.localPort)).error?.errno).toBe('EADDRINUSE');
});
