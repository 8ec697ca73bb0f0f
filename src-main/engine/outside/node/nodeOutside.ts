/** The host's sockets, as NAT wants them: streams over node:net, datagrams and echo as given. */
import type { HostSockets } from '../hostSockets.ts';
import { BufferPool } from './bufferPool.ts';
import { connectStream, listenForStreams } from './nodeStreams.ts';

type DatagramHost = Pick<HostSockets, 'connectDatagrams' | 'bindDatagrams' | 'openEcho'>;

export function nodeSockets(datagrams: DatagramHost): HostSockets {
  const pool = new BufferPool();
  return {
    connect: (address, port, events) => connectStream(pool, address.toString(), port, events),
    listen: (...place) => listenForStreams(pool, ...place),
    connectDatagrams: (...peer) => datagrams.connectDatagrams(...peer),
    bindDatagrams: (...place) => datagrams.bindDatagrams(...place),
    openEcho: (events) => datagrams.openEcho(events),
  };
}
