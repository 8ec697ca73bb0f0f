/** What a test of a forward tells, over real sockets on loopback; the flow is the test's. */
import { createSocket } from 'node:dgram';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { testForward } from '../../../src-main/app/forwards/forwardTest.ts';
import { openBench } from '../bench.ts';

const nobody = (): Promise<null> => Promise.resolve(null);

/** The host's end of a forward: what it does with each connection. */
async function listening(accept: Parameters<typeof createServer>[1]): Promise<number> {
  const server: Server = createServer({}, accept);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

const tcp = (port: number) => {
  return { protocol: 'tcp', address: '0.0.0.0', port } as const;
};

describe('R29 a TCP forward', () => {
  test('answers when the guest took the connection, though it says nothing', async () => {
    const asked: number[] = [];
    const port = await listening(() => undefined);
    const answer = await testForward(tcp(port), (localPort) => {
      asked.push(localPort);
      return Promise.resolve(asked.length < 3 ? 'syn-sent' : 'established');
    });
    expect(answer).toBe('answered');
    expect(new Set(asked).size).toBe(1);
  });

  test('answers when the guest speaks, or hangs up in good order', async () => {
    const greeting = await listening((socket) => void socket.write('220 hello\r\n'));
    expect(await testForward(tcp(greeting), nobody)).toBe('answered');
    const brief = await listening((socket) => void socket.end());
    expect(await testForward(tcp(brief), nobody)).toBe('answered');
  });

  test('is refused when the connection is reset', async () => {
    const port = await listening((socket) => void socket.resetAndDestroy());
    expect(await testForward(tcp(port), nobody)).toBe('refused');
  });

  test('is silent when the guest never answers', async () => {
    const port = await listening(() => undefined);
    expect(await testForward(tcp(port), () => Promise.resolve('syn-sent'))).toBe('silent');
  });

  test('is not listening if the port is closed', async () => {
    expect(await testForward(tcp(1), nobody)).toBe('notListening');
  });
});

describe('R29 a UDP forward', () => {
  const bound = async (reply: boolean): Promise<number> => {
    const socket = createSocket('udp4');
    if (reply) socket.on('message', (_, { port }) => socket.send('pong', port, '127.0.0.1'));
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    onTestFinished(() => void socket.close());
    return socket.address().port;
  };
  const udp = (port: number) => {
    return { protocol: 'udp', address: '127.0.0.1', port } as const;
  };

  test('answers, or nothing is known', async () => {
    expect(await testForward(udp(await bound(true)), nobody)).toBe('answered');
    expect(await testForward(udp(await bound(false)), nobody)).toBe('unknown');
    expect(await testForward(udp(1), nobody)).toBe('notListening');
  });

  test('does not listen on an address that this computer cannot reach', async () => {
    const refused = { ...udp(1), address: '255.255.255.255' };
    expect(await testForward(refused, nobody)).toBe('notListening');
  });
});

test('R29 some results need no test: no VM, no listener, no address', async () => {
  const { call, engine, hypervisor, refusal } = await openBench();
  const { id: vmId } = await call('vm.add', { name: 'Alpha' });
  const rule = { vm: 'Alpha', protocol: 'tcp', port: 47_331, guestPort: 80 } as const;
  const { id } = await call('forward.add', rule);
  const answer = () => call('forward.test', { id });
  expect(await answer()).toBe('vmNotRunning');
  hypervisor.tell(vmId, 'running');
  expect(await answer()).toBe('noAddress');
  engine.tell({ forwards: [{ id, problem: 'EADDRINUSE' }] });
  expect(await answer()).toBe('notListening');
  engine.tell({ forwards: [{ id, problem: null }] });
  await call('adapter.set', { vm: vmId, n: 1, mode: 'internal' });
  expect(await answer()).toBe('notListening');
  expect((await refusal('forward.test', { id: 'fwd-none' })).code).toBe('forwardUnknown');
});
