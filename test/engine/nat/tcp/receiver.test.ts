import { describe, expect, it } from 'vitest';
import { Receiver } from '../../../../src-main/engine/nat/tcp/receiver.ts';
import { Segment } from '../../../../src-main/engine/nat/tcp/segment.ts';
import { TextAheadRings } from '../../../../src-main/engine/nat/tcp/textAhead.ts';
import { TcpFlag } from '../../../../src-main/engine/wire/tcp.ts';
import { FakeStream, ignoredEvents } from '../../../scenario/fakeStream.ts';

/** A receiver whose guest sends its first octet with number 1000. */
function scene(scaled = true) {
  const rings = new TextAheadRings();
  const stream = new FakeStream('198.51.100.7', 80, ignoredEvents);
  const receiver = new Receiver(rings);
  receiver.connect(stream);
  receiver.start(999, 1460, scaled);
  return { rings, stream, receiver };
}

function text(sequence: number, octets: string, flags: number = TcpFlag.ack): Segment {
  const buffer = Buffer.from(`..${octets}`);
  const place = { octets: buffer, textOffset: 2, textLength: octets.length };
  return Object.assign(new Segment(), { sequence, flags, ...place });
}

describe('text in order', () => {
  it('is written immediately, and only the new part of what comes again', () => {
    const { stream, receiver } = scene();
    expect(receiver.take(text(1000, 'abc'))).toBe(true);
    expect(receiver.take(text(1001, 'bcde'))).toBe(true);
    expect([stream.text, receiver.nxt, receiver.octets]).toEqual(['abcde', 1005, 5]);
    expect(receiver.owesAcknowledgment).toBe(true);
  });

  it('what the stream does not take is not acknowledged, nor is a FIN behind it', () => {
    const { stream, receiver } = scene();
    stream.capacity = 2;
    stream.slow = true;
    expect(receiver.take(text(1000, 'abcd', TcpFlag.ack | TcpFlag.fin))).toBe(false);
    expect([stream.text, receiver.nxt, receiver.finished]).toEqual(['ab', 1002, false]);
    stream.slow = false;
    stream.drain();
    expect(receiver.take(text(1002, 'cd', TcpFlag.ack | TcpFlag.fin))).toBe(true);
    expect([receiver.nxt, receiver.finished]).toEqual([1005, true]);
  });
});

describe('text ahead of a hole', () => {
  it('waits for the hole to be filled and gives its ring back', () => {
    const { rings, stream, receiver } = scene();
    expect(receiver.take(text(1003, 'def'))).toBe(false);
    expect([stream.text, receiver.nxt, rings.lent]).toEqual(['', 1000, 1]);
    receiver.take(text(1000, 'abc'));
    expect([stream.text, receiver.nxt, rings.lent]).toEqual(['abcdef', 1006, 0]);
  });

  it('is written later when the stream has no room', () => {
    const { rings, stream, receiver } = scene();
    receiver.take(text(1003, 'def'));
    stream.capacity = 4;
    stream.slow = true;
    receiver.take(text(1000, 'abc'));
    expect([stream.text, receiver.nxt]).toEqual(['abcd', 1004]);
    stream.drain();
    receiver.resume();
    expect([stream.text, receiver.nxt, rings.lent]).toEqual(['abcdef', 1006, 0]);
  });

  it('a FIN ahead of a hole counts when the hole is filled', () => {
    const { receiver } = scene();
    receiver.take(text(1003, 'def', TcpFlag.ack | TcpFlag.fin));
    expect(receiver.finished).toBe(false);
    receiver.take(text(1000, 'abc'));
    expect([receiver.finished, receiver.nxt]).toEqual([true, 1007]);
  });
});

describe('the window', () => {
  it('opens as far as the stream has room, and never past the ring for text ahead', () => {
    const { stream, receiver } = scene();
    stream.capacity = 1 << 24;
    receiver.openWindow();
    expect(receiver.window).toBe(1 << 20);
    stream.capacity = 1 << 19;
    receiver.openWindow();
    expect(receiver.window).toBe(1 << 20);
  });

  it('without scaling is what 16 bits can say', () => {
    const { receiver } = scene(false);
    receiver.openWindow();
    expect([receiver.window, receiver.windowField]).toEqual([65_535, 65_535]);
  });

  it('text beyond it is not taken', () => {
    const { stream, receiver } = scene(false);
    receiver.take(text(1000, 'x'.repeat(65_530)));
    expect(receiver.take(text(66_530, 'beyond the edge'))).toBe(false);
    expect([stream.octets, receiver.window]).toEqual([65_535, 0]);
  });
});
