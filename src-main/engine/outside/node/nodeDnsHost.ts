/**
 * DNS towards the host's resolvers over Node's sockets.
 * Left out: resolvers named in other places than resolv.conf (Windows, macOS): there is none such
 * host yet.
 */
import { createSocket } from 'node:dgram';
import { connect, isIPv6 } from 'node:net';
import type { Clock } from '../../clock.ts';
import type { DnsHost, DnsSocket, DnsSocketEvents } from '../dnsHost.ts';
import type { HostStream, HostStreamEvents } from '../hostStream.ts';
import { ResolvConf } from './resolvConf.ts';

export function createNodeDnsHost(clock: Clock): DnsHost {
  const resolvConf = new ResolvConf(() => clock.now());
  return { resolvers: () => resolvConf.servers(), openSocket, connect: openStream };
}

function errorName(error: NodeJS.ErrnoException): string {
  return error.code ?? 'EIO';
}

/** Connected, so that the kernel lets only this server in and tells of ICMP errors. */
function openSocket(server: string, port: number, events: DnsSocketEvents): DnsSocket {
  const socket = createSocket(isIPv6(server) ? 'udp6' : 'udp4');
  const waiting: Uint8Array[] = [];
  let state: 'connecting' | 'connected' | 'closed' = 'connecting';
  socket.on('error', (error) => {
    if (state !== 'closed') events.failed(errorName(error));
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

function openStream(server: string, port: number, events: HostStreamEvents): HostStream {
  const socket = connect({ host: server, port, allowHalfOpen: true });
  let failure = '';
  socket.on('connect', () => events.connected());
  socket.on('data', (octets) => {
    if (!events.data(octets)) socket.pause();
  });
  socket.on('end', () => events.ended());
  socket.on('drain', () => events.drained());
  socket.on('error', (error) => (failure = errorName(error)));
  socket.on('close', () => events.closed(failure));
  return {
    write: (octets) => void socket.write(Buffer.from(octets)),
    get queued() {
      return socket.writableLength;
    },
    resumeReading: () => void socket.resume(),
    end: () => void socket.end(),
    reset: () => void socket.resetAndDestroy(),
    destroy: () => {
      socket.removeAllListeners();
      socket.on('error', () => undefined);
      socket.destroy();
    },
  };
}
