/**
 * The servers outside: one process in the outside's namespace. Started by outside.ts; prints `ready`
 * when everything listens.
 *   8080 HTTP: GET /octets/<n>/<seed> streams n octets; PUT /upload answers length and SHA-256
 *   8081 counts until the peer half-closes, then answers `<n> <sha256>` and closes
 *   8082 resets every connection once it has received something
 *   8083 sends without end; 8084 never reads
 *   7    echo, TCP and UDP; UDP answers `<peer address>` to `who`
 */
import { createHash } from 'node:crypto';
import dgram from 'node:dgram';
import http from 'node:http';
import net from 'node:net';
import { pseudoRandomBlock } from './pseudoRandom.ts';

const address = process.argv[2]!;
const BLOCK = 64 * 1024;

/** Streams `total` octets by repeating the seed's block, as fast as they are read. */
function stream(to: NodeJS.WritableStream, total: number, seed: number): void {
  const block = pseudoRandomBlock(seed, BLOCK);
  let left = total;
  const more = (): void => {
    while (left > 0) {
      const part = left < BLOCK ? block.subarray(0, left) : block;
      left -= part.length;
      if (!to.write(part)) {
        to.once('drain', more);
        return;
      }
    }
    to.end();
  };
  more();
}

/** Calls back with `<octets> <sha256>` at the end of the stream. */
function digest(from: NodeJS.ReadableStream, done: (text: string) => void): void {
  const hash = createHash('sha256');
  let octets = 0;
  from.on('data', (chunk: Buffer) => {
    octets += chunk.length;
    hash.update(chunk);
  });
  from.on('end', () => done(`${octets} ${hash.digest('hex')}`));
}

const web = http.createServer((request, response) => {
  const [, , total, seed] = (request.url ?? '').split('/');
  if (request.method === 'GET') {
    response.setHeader('content-length', Number(total));
    stream(response, Number(total), Number(seed));
  } else {
    digest(request, (text) => response.end(text));
  }
});

const counting = net.createServer({ allowHalfOpen: true }, (socket) => {
  socket.on('error', () => socket.destroy());
  digest(socket, (text) => socket.end(`${text}\n`));
});
const resetting = net.createServer((socket) => {
  socket.on('error', () => undefined);
  socket.once('data', () => socket.resetAndDestroy());
});
const endless = net.createServer({ allowHalfOpen: true }, (socket) => {
  socket.on('error', () => undefined);
  stream(socket, Number.MAX_SAFE_INTEGER, 1);
});
const deaf = net.createServer({ allowHalfOpen: true, pauseOnConnect: true }, (socket) => {
  socket.on('error', () => undefined);
});
const echo = net.createServer({ allowHalfOpen: true }, (socket) => {
  socket.on('error', () => undefined);
  socket.pipe(socket);
});
const udpEcho = dgram.createSocket('udp4');
udpEcho.on('message', (octets, peer) => {
  const answer = octets.toString('latin1').trim() === 'who' ? `${peer.address}\n` : octets;
  udpEcho.send(answer, peer.port, peer.address);
});

const servers: [net.Server, number][] = [
  [web, 8080],
  [counting, 8081],
  [resetting, 8082],
  [endless, 8083],
  [deaf, 8084],
  [echo, 7],
];
await Promise.all([
  ...servers.map(
    ([server, port]) => new Promise<void>((done) => server.listen(port, address, done)),
  ),
  new Promise<void>((done) => udpEcho.bind(7, address, done)),
]);
process.stdout.write('ready\n');
