import { createSocket, type SocketType } from 'node:dgram';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { readBoundUdpPorts } from '../../src-main/host/udpPorts.ts';
import { freshDataDir } from '../store/dataDir.ts';

test.each<[SocketType, string]>([
  ['udp4', '127.0.0.1'],
  ['udp6', '::'],
])('a bound %s socket has its port in the list, a closed one has not', async (type, address) => {
  const socket = createSocket(type);
  socket.bind(0, address);
  await once(socket, 'listening');
  const { port } = socket.address();
  expect(readBoundUdpPorts()).toContain(port);
  socket.close();
  await once(socket, 'close');
  expect(readBoundUdpPorts()).not.toContain(port);
});

test('where the system shows none, none is known', () => {
  expect(readBoundUdpPorts(freshDataDir())).toEqual(new Set());
});
