/**
 * DNS towards the host's resolvers over Node's sockets.
 * Left out: resolvers named in other places than resolv.conf (Windows, macOS): there is none such
 * host yet.
 */
import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { Clock } from '../../clock.ts';
import type { DnsHost, DnsSocket, DnsSocketEvents } from '../dnsHost.ts';
import { BufferPool } from './bufferPool.ts';
import { errnoOf } from './nodeError.ts';
import { connectStream } from './nodeStreams.ts';
import { ResolvConf } from './resolvConf.ts';

export function createNodeDnsHost(clock: Clock): DnsHost {
  const resolvConf = new ResolvConf(() => clock.now());
  const pool = new BufferPool();
  return {
    resolvers: () => resolvConf.servers(),
    openSocket,
    connect: (server, port, events) => connectStream(pool, server, port, events),
  };
}

/** Connected, so that the kernel lets only this server in and tells of ICMP errors. */
function openSocket(server: string, port: number, events: DnsSocketEvents): DnsSocket {
  const socket = createSocket(isIPv6(server) ? 'udp6' : 'udp4');
  const waiting: Uint8Array[] = [];
  let state: 'connecting' | 'connected' | 'closed' = 'connecting';
  socket.on('error', (error) => {
    if (state !== 'closed') events.failed(errnoOf(error));
  });
  socket.on('message', (octets) => {
    if (state !== 'closed') events.datagram(octets);
  });
  socket.on('connect', () => {
    if (state === 'closed') return;
    state = 'connected';
    for (const octets of waiting.splice(0)) socket.send(octets);
  });
  socket.connect(port, server);
  return {
    send(octets) {
      if (state === 'connected') socket.send(octets);
      else waiting.push(octets);
    },
    close() {
      if (state === 'closed') return;
      state = 'closed';
      socket.close();
    },
  };
}
