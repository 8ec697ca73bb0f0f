import { once } from 'node:events';
import net from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../../src-main/engine/clock.ts';
import { createNodeOutside } from '../../../../src-main/engine/outside/node/nodeOutside.ts';
import { TcpGuest, flagsOf } from '../../../scenario/tcpGuest.ts';
import { ACK, FIN, TcpNetwork, type TcpSegment } from '../../../scenario/tcpNetwork.ts';

const LOOPBACK = 0x7f00_0001;
const outside = createNodeOutside(systemClock);
const servers: net.Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function serve(peer: (socket: net.Socket) => void): Promise<number> {
  const server = net.createServer({ allowHalfOpen: true }, peer);
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as net.AddressInfo).port;
}

/** The next segment to the guest that the test is after. */
function until(network: TcpNetwork, wanted: (one: TcpSegment) => boolean): Promise<TcpSegment> {
  return new Promise((resolve) => {
    network.onSegment = (segment) => {
      if (wanted(segment)) resolve(segment);
    };
  });
}

function guestOf(port: number): { network: TcpNetwork; guest: TcpGuest } {
  const network = new TcpNetwork({ outside });
  return { network, guest: new TcpGuest(network, { remote: LOOPBACK, remotePort: port }) };
}

describe('a guest and a server of the host, over real sockets', () => {
  it('speak to each other and close each way by itself', async () => {
    const port = await serve((socket) => {
      let request = '';
      socket.on('data', (octets: Buffer) => (request += octets.toString()));
      socket.on('end', () => socket.end(`answer to ${request}`));
    });
    const { network, guest } = guestOf(port);
    guest.syn();
    const synAck = await until(network, (one) => flagsOf(one) === 'S.');
    guest.ack = synAck.seq + 1;
    guest.seq = 1001;
    guest.send(ACK);
    const answered = until(network, (one) => one.text.length > 0);
    guest.say('request');
    guest.finish();
    const answer = await answered;
    expect(answer.text.toString()).toBe('answer to request');
    const finished =
      answer.flags & FIN ? answer : await until(network, (one) => (one.flags & FIN) > 0);
    guest.ack = finished.seq + finished.text.length + 1;
    guest.send(ACK);
    expect(network.nat.flows()).toEqual([]);
  });

  it('refused and reset reach the guest as RST', async () => {
    const port = await serve((socket) => socket.resetAndDestroy());
    const { network, guest } = guestOf(port);
    const reset = until(network, (one) => flagsOf(one).includes('R'));
    guest.syn();
    expect(flagsOf(await reset)).toBe('R.');
    servers.pop()!.close();
    const again = new TcpGuest(network, { remote: LOOPBACK, remotePort: port, port: 2 });
    const refused = until(network, () => true);
    again.syn();
    expect(flagsOf(await refused)).toBe('R.');
    expect(network.nat.flows()).toEqual([]);
  });
});

it('R30 has at least one resolver of the host', () => {
  expect(outside.resolvers().length).toBeGreaterThan(0);
});
