import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { UdpSender, createUdpSocket } from '../../../../src-main/engine/outside/node/udpSocket.ts';

/** Prints its port, then the hop limit of each datagram: Node does not give it to a receiver. */
const RECEIVER = `
import socket, sys
v6 = sys.argv[1] == '::1'
s = socket.socket(socket.AF_INET6 if v6 else socket.AF_INET, socket.SOCK_DGRAM)
s.bind((sys.argv[1], 0))
if v6: s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_RECVHOPLIMIT, 1)
else: s.setsockopt(socket.IPPROTO_IP, 12, 1)
print(s.getsockname()[1], flush=True)
while True:
    octets, records, _, _ = s.recvmsg(2000, 64)
    print(int.from_bytes(records[0][2], sys.byteorder), flush=True)
`;

test.each(['127.0.0.1', '::1'])('datagrams to %s leave with the hop limit given', async (host) => {
  const child = spawn('python3', ['-c', RECEIVER, host], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill());
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const line = async (): Promise<number> => Number((await lines.next()).value);
  const port = await line();
  const socket = createUdpSocket(host);
  onTestFinished(() => void socket.close());
  socket.connect(port, host);
  await once(socket, 'connect');
  const sender = new UdpSender(socket, ({ errno }) => expect.fail(errno));
  for (const hopLimit of [64, 1, 1, 200, 64]) {
    sender.send(Buffer.from('x'), hopLimit);
    expect(await line()).toBe(hopLimit);
  }
});
