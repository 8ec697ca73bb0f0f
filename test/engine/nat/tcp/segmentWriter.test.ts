import { describe, expect, it } from 'vitest';
import { ipv4ToIp } from '../../../../src-main/address/ip.ts';
import { Segment } from '../../../../src-main/engine/nat/tcp/segment.ts';
import { SegmentWriter } from '../../../../src-main/engine/nat/tcp/segmentWriter.ts';
import { FakeStream, ignoredEvents } from '../../../scenario/fakeStream.ts';
import { flagsOf } from '../../../scenario/tcpGuest.ts';
import {
  ACK,
  GUEST,
  GUEST_MAC,
  PSH,
  RST,
  SERVER,
  SYN,
  TcpNetwork,
} from '../../../scenario/tcpNetwork.ts';

const TO = {
  guestMac: GUEST_MAC,
  guestAddress: ipv4ToIp(GUEST),
  guestPort: 40_000,
  remoteAddress: ipv4ToIp(SERVER),
  remotePort: 80,
};

/** A writer, and the network whose inbox has what was flushed, checksums checked. */
function scene(): { network: TcpNetwork; writer: SegmentWriter } {
  const network = new TcpNetwork();
  return { network, writer: new SegmentWriter(network.emitter) };
}

function streamOf(text: string | Buffer): FakeStream {
  const stream = new FakeStream('198.51.100.7', 80, ignoredEvents);
  stream.say(text);
  return stream;
}

describe('a segment to a guest', () => {
  it('comes from the remote end, with the stream’s octets from the offset on', () => {
    const { network, writer } = scene();
    const stream = streamOf('0123456789');
    expect(writer.segment(TO, 7, -2, ACK | PSH, 512, stream, 3, 4)).toBe(true);
    writer.flush();
    expect(network.take()).toMatchObject([
      {
        ...{ from: SERVER, fromPort: 80, to: GUEST, toPort: 40_000 },
        ...{ seq: 7, ack: 0xffff_fffe, flags: ACK | PSH, window: 512 },
        text: Buffer.from('3456'),
      },
    ]);
    expect(stream.readable).toBe(10);
  });

  it('without text has no options either', () => {
    const { network, writer } = scene();
    writer.control(TO, 7, 8, ACK, 512);
    writer.flush();
    expect(network.take()).toMatchObject([{ seq: 7, ack: 8, text: Buffer.alloc(0), mss: -1 }]);
  });

  it.each([
    ['has our MSS and window shift', 5],
    ['has no window shift for a guest without scaling', -1],
  ])('with SYN %s', (_, shift) => {
    const { network, writer } = scene();
    writer.syn(TO, 7, 8, SYN | ACK, 65_535, 1460, shift);
    writer.flush();
    expect(network.take()).toMatchObject([{ flags: SYN | ACK, window: 65_535, mss: 1460, shift }]);
  });
});

describe('the answer to what belongs to no connection (RFC 9293 §3.5.2)', () => {
  function answerTo(fields: Partial<Segment>): string[] {
    const { network, writer } = scene();
    writer.refuse(TO, Object.assign(new Segment(), fields));
    writer.flush();
    return network.take().map((one) => `${flagsOf(one)} ${one.seq}:${one.ack}`);
  }

  it.each([
    ['a SYN', { flags: SYN, sequence: 99 }, ['R. 0:100']],
    ['text with SYN', { flags: SYN, sequence: 99, textLength: 10 }, ['R. 0:110']],
    ['an acknowledgment', { flags: ACK, sequence: 99, acknowledgment: 55 }, ['R 55:0']],
    ['a reset', { flags: RST | ACK, sequence: 99 }, []],
  ])('%s', (_, fields, expected) => {
    expect(answerTo(fields)).toEqual(expected);
  });
});

describe('while a batch is delivered', () => {
  it('segments collect', () => {
    const { network, writer } = scene();
    network.emitter.held = true;
    writer.control(TO, 7, 8, ACK, 512);
    writer.flush();
    expect(network.inbox).toEqual([]);
    network.emitter.held = false;
    writer.flush();
    expect(network.inbox).toHaveLength(1);
  });

  it('a segment of any kind that finds no room says so', () => {
    const { network, writer } = scene();
    network.emitter.held = true;
    let sent = 0;
    while (writer.control(TO, 0, 0, ACK, 512)) sent += 1;
    expect(writer.segment(TO, 0, 0, ACK, 512, streamOf('text'), 0, 4)).toBe(false);
    expect(writer.syn(TO, 0, 0, SYN, 512, 1460, 5)).toBe(false);
    network.emitter.held = false;
    writer.flush();
    expect(network.inbox).toHaveLength(sent);
  });
});

it('128 KiB are handed to the switch without being asked for', () => {
  const { network, writer } = scene();
  const stream = streamOf(Buffer.alloc(1460));
  const segments = Math.ceil((128 << 10) / 1480);
  for (let i = 1; i < segments; i += 1) writer.segment(TO, 0, 0, ACK, 512, stream, 0, 1460);
  expect(network.inbox).toEqual([]);
  writer.segment(TO, 0, 0, ACK, 512, stream, 0, 1460);
  expect(network.inbox).toHaveLength(segments);
});
