/** DNS towards real sockets on loopback. */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { systemClock } from '../../../../src-main/engine/clock.ts';
import type { OutsideError } from '../../../../src-main/engine/outside/stream.ts';
import type { DnsHost } from '../../../../src-main/engine/outside/dnsHost.ts';
import { DnsFrames, framedDns } from '../../../../src-main/engine/gateway/dns/dnsFrames.ts';
import { HostResolver } from '../../../../src-main/engine/gateway/dns/hostResolver.ts';
import { createNodeDnsHost } from '../../../../src-main/engine/outside/node/nodeDnsHost.ts';
import { emptyDnsReply, parseDnsQuery } from '../../../../src-main/engine/wire/dns.ts';
import { encode } from 'dns-packet';

const LOOPBACK = '127.0.0.1';
const host = createNodeDnsHost(systemClock);

/** The real host, but asking on this port instead of 53. */
function onPort(port: number): DnsHost {
  return {
    ...host,
    openSocket: (server, _, events) => host.openSocket(server, port, events),
  };
}

function query(name: string, id: number): Uint8Array {
  return encode({ id, type: 'query', questions: [{ name, type: 'A' }] });
}

function answer(octets: Uint8Array): Uint8Array {
  const question = parseDnsQuery(octets);
  if (typeof question === 'number') throw new Error('no query');
  return emptyDnsReply(octets, question.end, 3);
}

const end = (octets: Uint8Array): number => {
  const question = parseDnsQuery(octets);
  return typeof question === 'number' ? 0 : question.end;
};

const open: (Socket | Server)[] = [];
afterEach(() => {
  for (const socket of open.splice(0)) socket.close();
});

/** A resolver that says NXDOMAIN to everything; gives its port, and the ports that asked it. */
async function udpResolver(): Promise<{ port: number; askers: Set<number> }> {
  // Room for 300 at once: a resolver that loses some is asked again two seconds later.
  const socket = createSocket({ type: 'udp4', recvBufferSize: 1 << 20 });
  open.push(socket);
  const askers = new Set<number>();
  socket.on('message', (octets, from) => {
    askers.add(from.port);
    socket.send(answer(octets), from.port, from.address);
  });
  socket.bind(0, LOOPBACK);
  await once(socket, 'listening');
  return { port: socket.address().port, askers };
}

describe('over UDP', () => {
  it('has 300 queries at once answered, from many ports', async () => {
    const { port, askers } = await udpResolver();
    const resolver = new HostResolver(onPort(port), systemClock, Math.random);
    const replies = await Promise.all(
      Array.from({ length: 300 }, (_, n) => {
        const octets = query(`h${n}.example`, n);
        return new Promise<Uint8Array | null>((resolve) => {
          resolver.ask(octets, end(octets), [LOOPBACK], resolve);
        });
      }),
    );
    replies.forEach((reply, n) => {
      expect(reply).toEqual(new Uint8Array(answer(query(`h${n}.example`, n))));
    });
    expect(askers.size).toBe(64);
    resolver.close();
  });

  it('notices at once that nobody listens', async () => {
    const { port } = await udpResolver();
    const socket = open.pop() as Socket;
    socket.close();
    await once(socket, 'close');
    const resolver = new HostResolver(onPort(port), systemClock, Math.random);
    const octets = query('a.example', 1);
    const started = performance.now();
    const reply = await new Promise((resolve) => {
      resolver.ask(octets, end(octets), [LOOPBACK], resolve);
    });
    expect(reply).toBeNull();
    expect(performance.now() - started).toBeLessThan(1500);
    resolver.close();
  });

  it('can be closed before it is connected', async () => {
    const events = { datagram: vi.fn(), failed: vi.fn() };
    const socket = host.openSocket(LOOPBACK, 9, events);
    socket.send(new Uint8Array(12));
    socket.close();
    socket.close();
    // The one that asks after it has its refusal.
    await new Promise<void>((refused) => {
      const next = host.openSocket(LOOPBACK, 9, {
        datagram: () => undefined,
        failed: () => refused(),
      });
      onTestFinished(() => next.close());
      next.send(new Uint8Array(12));
    });
    expect(events.failed).not.toHaveBeenCalled();
  });
});

describe('over TCP', () => {
  it('exchanges framed messages, and tells of a refused connection', async () => {
    const server = createServer((socket) => {
      const frames = new DnsFrames();
      socket.on('data', (octets) => {
        for (const octets_ of frames.push(octets)) socket.write(framedDns(answer(octets_)));
      });
    });
    open.push(server);
    server.listen(0, LOOPBACK);
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;

    const frames = new DnsFrames();
    const nothing = (): void => undefined;
    const reply = await new Promise<Uint8Array>((resolve) => {
      const question = framedDns(query('a.example', 5));
      const stream = host.connect(LOOPBACK, port, {
        connected: () => void stream.write(question, 0, question.length),
        readable: () => {
          const octets = Buffer.alloc(stream.readable);
          stream.peek(0, octets.length, octets, 0);
          stream.discard(octets.length);
          for (const message of frames.push(octets)) {
            stream.close();
            resolve(message);
          }
        },
        writable: nothing,
        ended: nothing,
        closed: nothing,
      });
    });
    expect(reply).toEqual(Uint8Array.from(answer(query('a.example', 5))));

    open.pop();
    server.close();
    await once(server, 'close');
    const error = await new Promise<OutsideError | null>((resolve) => {
      const events = { connected: nothing, readable: nothing, writable: nothing, ended: nothing };
      host.connect(LOOPBACK, port, { ...events, closed: resolve });
    });
    expect(error?.errno).toBe('ECONNREFUSED');
  });
});

it('R30 has at least one resolver of the host', () => {
  expect(host.resolvers().length).toBeGreaterThan(0);
});
