/**
 * The outside over Node's sockets and, for echo, the native module.
 * One object must serve the whole engine: it knows which of the host's ports are shared.
 */
import type { Clock } from '../../clock.ts';
import type { Outside } from '../outside.ts';
import { BufferPool } from './bufferPool.ts';
import { NodeBoundDatagrams } from './nodeBoundDatagrams.ts';
import { NodeDatagrams } from './nodeDatagrams.ts';
import { openNodeEcho } from './nodeEcho.ts';
import { connectStream, listenForStreams } from './nodeStreams.ts';
import { ResolvConf } from './resolvConf.ts';
import { SharedPorts } from './sharedPorts.ts';

export function createNodeOutside(clock: Clock): Outside {
  const pool = new BufferPool();
  const ports = new SharedPorts();
  const resolvConf = new ResolvConf(() => clock.now());
  return {
    resolvers: () => resolvConf.servers(),
    connect: (...peer) => connectStream(pool, ...peer),
    listen: (...place) => listenForStreams(pool, ...place),
    connectDatagrams: (...peer) => new NodeDatagrams(ports, ...peer),
    bindDatagrams: (...place) => new NodeBoundDatagrams(...place),
    openEcho: openNodeEcho,
  };
}
