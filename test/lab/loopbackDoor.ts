/** Makes a port of a namespace's loopback reachable from this computer's loopback. */
import { createServer, type AddressInfo, type Socket } from 'node:net';
import type { Namespace } from './namespaces.ts';

export interface LoopbackDoor {
  readonly port: number;
  close(): void;
}

export async function openLoopbackDoor(namespace: Namespace, port: number): Promise<LoopbackDoor> {
  const guests = new Set<Socket>();
  const server = createServer((socket) => {
    guests.add(socket);
    const child = namespace.spawnInteractive('busybox', 'nc', '127.0.0.1', String(port));
    socket.pipe(child.stdin!);
    child.stdout!.pipe(socket);
    // When one end closes, the other is closed too.
    child.stdin!.on('error', () => socket.destroy());
    socket.on('error', () => child.kill());
    socket.on('close', () => {
      guests.delete(socket);
      child.kill();
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close();
      for (const socket of guests) socket.destroy();
    },
  };
}
