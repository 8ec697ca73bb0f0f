/** Queries to resolvers on loopback, over the real outside. */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { encode } from 'dns-packet';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../../src-main/engine/clock.ts';
import { HostResolver } from '../../../../src-main/engine/gateway/dns/hostResolver.ts';
import { createNodeOutside } from '../../../../src-main/engine/outside/node/nodeOutside.ts';
import type { Outside } from '../../../../src-main/engine/outside/outside.ts';
import { emptyDnsReply, parseDnsQuery } from '../../../../src-main/engine/wire/dns.ts';

const LOOPBACK = '127.0.0.1';
const outside = createNodeOutside(systemClock);

/** The real outside, but asking on this port instead of 53. */
function onPort(port: number): Outside {
  return {
    ...outside,
    connectDatagrams: (server, _, localPort, events) =>
      outside.connectDatagrams(server, port, localPort, events),
  };
}

function query(name: string, id: number): Uint8Array {
  return encode({ id, type: 'query', questions: [{ name, type: 'A' }] });
}

function answer(octets: Uint8Array): Uint8Array {
  return emptyDnsReply(octets, end(octets), 3);
}

function end(octets: Uint8Array): number {
  const question = parseDnsQuery(octets);
  if (typeof question === 'number') throw new Error('no query');
  return question.end;
}

const open: Socket[] = [];
afterEach(() => {
  for (const socket of open.splice(0)) socket.close();
});

/** A resolver that says NXDOMAIN to everything; gives its port, and the ports that asked it. */
async function startResolver(address = LOOPBACK): Promise<{ port: number; askers: Set<number> }> {
  const type = address === LOOPBACK ? 'udp4' : 'udp6';
  // Room for 300 at once: a resolver that loses some is asked again two seconds later.
  const socket = createSocket({ type, recvBufferSize: 1 << 20 });
  open.push(socket);
  const askers = new Set<number>();
  socket.on('message', (octets, from) => {
    askers.add(from.port);
    socket.send(answer(octets), from.port, from.address);
  });
  socket.bind(0, address);
  await once(socket, 'listening');
  return { port: socket.address().port, askers };
}

describe('queries to the host’s resolvers', () => {
  it('are answered, 300 at once, from many ports', async () => {
    const { port, askers } = await startResolver();
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

  it('go to a resolver with an IPv6 address', async () => {
    const { port } = await startResolver('::1');
    const resolver = new HostResolver(onPort(port), systemClock, Math.random);
    const octets = query('a.example', 1);
    const reply = await new Promise((resolve) => {
      resolver.ask(octets, end(octets), ['0:0:0:0:0:0:0:1'], resolve);
    });
    expect(reply).toEqual(new Uint8Array(answer(octets)));
    resolver.close();
  });

  it.each([LOOPBACK, 'fe80::1%nowhere'])('end soon when %s does not listen', async (server) => {
    const { port } = await startResolver();
    const socket = open.pop()!;
    socket.close();
    await once(socket, 'close');
    const resolver = new HostResolver(onPort(port), systemClock, Math.random);
    const octets = query('a.example', 1);
    const started = performance.now();
    const reply = await new Promise((resolve) => {
      resolver.ask(octets, end(octets), [server], resolve);
    });
    expect(reply).toBeNull();
    expect(performance.now() - started).toBeLessThan(1500);
    resolver.close();
  });
});
