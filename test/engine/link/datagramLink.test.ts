import { createSocket, type Socket } from 'node:dgram';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src-main/engine/clock.ts';
import { DatagramLink } from '../../../src-main/engine/link/datagramLink.ts';
import { Drop } from '../../../src-main/engine/wire/drop.ts';
import { batchOf, frame, RecordingSink } from '../../scenario/fakeLink.ts';
import { until } from '../../lab/until.ts';

const A = 0x0003_ff00_000a;
const B = 0x0003_ff00_000b;

const open: Socket[] = [];

function bound(port = 0): Promise<Socket> {
  const socket = createSocket('udp4');
  open.push(socket);
  return new Promise((resolve) => socket.bind(port, '127.0.0.1', () => resolve(socket)));
}

let guest: Socket;
let received: Buffer[];
let localPort: number;
let link: DatagramLink;
let sink: RecordingSink;

beforeEach(async () => {
  guest = await bound();
  received = [];
  guest.on('message', (octets) => received.push(octets));
  const free = await bound();
  localPort = free.address().port;
  await new Promise<void>((resolve) => free.close(resolve));
  link = new DatagramLink(localPort, guest.address().port, systemClock);
  sink = new RecordingSink();
});

afterEach(() => {
  link.close();
  for (const socket of open.splice(0))
    try {
      socket.close();
    } catch {
      // Closed by the test.
    }
});

const attached = (): Promise<void> => until(() => link.state === 'attached', 'attached');

describe('datagram link (R51)', () => {
  it('carries frames both ways, one a datagram', async () => {
    link.open(sink);
    await attached();
    const frames = [frame(A, B, 60, 1), frame(A, B, 1514, 2), frame(A, B, 65_507, 3)];
    link.transmit(batchOf(frames), Uint16Array.of(0, 1, 2), 3);
    await until(() => received.length === 3, 'sent');
    expect(received).toEqual(frames);
    for (const octets of frames) guest.send(octets, localPort, '127.0.0.1');
    await until(() => sink.frames.length === 3, 'received');
    expect(sink.frames).toEqual(frames);
  });

  it('hands on what arrives together as one batch', async () => {
    link.open(sink);
    await attached();
    for (let i = 0; i < 20; i += 1) guest.send(frame(A, B, 60, i), localPort, '127.0.0.1');
    await until(() => sink.frames.length === 20, 'received');
    expect(sink.batches.length).toBeLessThan(20);
  });

  it('takes frames from the configured port only', async () => {
    link.open(sink);
    await attached();
    const stranger = await bound();
    stranger.send(frame(A, B, 60, 6), localPort, '127.0.0.1');
    guest.send(frame(A, B, 60, 7), localPort, '127.0.0.1');
    await until(() => sink.frames.length > 0, 'received');
    expect(sink.frames).toEqual([frame(A, B, 60, 7)]);
  });

  it('drops and counts a frame that no datagram can carry', async () => {
    link.open(sink);
    await attached();
    link.transmit(batchOf([frame(A, B, 65_508), frame(A, B, 60)]), Uint16Array.of(0, 1), 2);
    await until(() => received.length === 1, 'sent');
    expect(sink.drops).toEqual({ [`toGuest ${Drop.oversized}`]: 1 });
  });

  it('is detached while the guest is away and attached when it speaks again', async () => {
    link.open(sink);
    await attached();
    const remotePort = guest.address().port;
    await new Promise<void>((resolve) => guest.close(resolve));
    link.transmit(batchOf([frame(A, B)]), Uint16Array.of(0), 1);
    await until(() => link.state === 'detached', 'detached');
    const again = await bound(remotePort);
    again.send(frame(A, B), localPort, '127.0.0.1');
    await attached();
    expect(sink.states).toEqual(['attached', 'detached', 'attached']);
  });

  it('waits for a port that another program has bound', async () => {
    const holder = await bound(localPort);
    let retries = 0;
    const after = (ms: number, action: () => void) => {
      retries += 1;
      return systemClock.after(ms, action);
    };
    link = new DatagramLink(localPort, guest.address().port, { ...systemClock, after });
    link.open(sink);
    await until(() => retries > 0, 'refused');
    expect(sink.states).toEqual(['detached']);
    expect(link.problem).toBe('EADDRINUSE');
    await new Promise<void>((resolve) => holder.close(resolve));
    await attached();
    expect(link.problem).toBeNull();
  });
});
