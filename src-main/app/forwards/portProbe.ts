/**
 * Binds a port of the host for a moment to find out whether it is free: only the kernel has a list
 * of all users' sockets. Another program may take the port afterwards; then the forward's state
 * shows it.
 */
import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import { AppError } from '../appError.ts';

/** @throws AppError `portInUse`, `portUnavailable` with the errno name */
export async function probePort(
  protocol: 'tcp' | 'udp',
  address: string,
  port: number,
): Promise<void> {
  try {
    await (protocol === 'tcp' ? bindTcp(address, port) : bindUdp(address, port));
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'unknown';
    const params = { protocol, address, port };
    if (reason === 'EADDRINUSE') throw new AppError('portInUse', params);
    throw new AppError('portUnavailable', { ...params, reason }, { cause: error });
  }
}

function bindTcp(address: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ host: address, port, exclusive: true }, () => server.close(() => resolve()));
  });
}

function bindUdp(address: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = createSocket('udp4');
    socket.once('error', (error) => socket.close(() => reject(error)));
    socket.bind({ address, port, exclusive: true }, () => socket.close(() => resolve()));
  });
}
