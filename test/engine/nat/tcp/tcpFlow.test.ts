/** How long a flow lives, and what ends it; tcpNat.test.ts has what guests and peers see of it. */
import { beforeEach, describe, expect, it } from 'vitest';
import { ipv4ToIp } from '../../../../src-main/address/ip.ts';
import type { FlowKeeper } from '../../../../src-main/engine/nat/tcp/flowKeeper.ts';
import { Segment } from '../../../../src-main/engine/nat/tcp/segment.ts';
import { SegmentWriter } from '../../../../src-main/engine/nat/tcp/segmentWriter.ts';
import { TcpFlow } from '../../../../src-main/engine/nat/tcp/tcpFlow.ts';
import { stateName } from '../../../../src-main/engine/nat/tcp/tcpState.ts';
import { TextAheadRings } from '../../../../src-main/engine/nat/tcp/textAhead.ts';
import { outsideError } from '../../../../src-main/engine/outside/outsideError.ts';
import { FakeStream } from '../../../scenario/fakeStream.ts';
import { openEmitter } from '../../../scenario/guestPackets.ts';
import { GUEST, GUEST_MAC, SERVER, tcpPacket } from '../../../scenario/natScene.ts';
import { ACK, FIN, RST, SYN } from '../../../scenario/tcpNetwork.ts';

/** Our initial sequence number; the guest's is 1000. */
const ISS = 5000;
const KEY = {
  ...{ guestAddress: ipv4ToIp(GUEST), guestPort: 40_000 },
  ...{ remoteAddress: ipv4ToIp(SERVER), remotePort: 80 },
};

/** Keeps one flow, serves it immediately, and notes what becomes of it. */
class Keeper implements FlowKeeper<TcpFlow> {
  now = 0;
  dueAt = Infinity;
  readonly log: string[] = [];
  readonly writer = new SegmentWriter(openEmitter().emitter);
  readonly textAhead = new TextAheadRings();
  readonly mss = (): number => 1460;
  readonly congestedTowards = (): boolean => false;

  wants(flow: TcpFlow): void {
    flow.serve();
  }

  wantsNow(flow: TcpFlow): void {
    flow.serve();
  }

  outsideEvent(): void {
    // Time moves only when a test moves it.
  }

  schedule(_flow: TcpFlow, at: number): void {
    this.dueAt = at;
  }

  waits(): void {
    this.log.push('waits');
  }

  left(): void {
    this.log.push('left');
  }

  gone(): void {
    this.log.push('gone');
  }

  connectFailed(_flow: TcpFlow, { errno }: { errno: string }): void {
    this.log.push(`failed ${errno}`);
  }
}

let keeper: Keeper;
let flow: TcpFlow;
let stream: FakeStream;

function segment(flags: number, sequence: number, acknowledgment = ISS + 1, text = ''): Segment {
  const parsed = new Segment();
  parsed.parse(tcpPacket(flags, { sequence, acknowledgment, text }));
  return parsed;
}

/** From the guest. */
function receive(...facts: Parameters<typeof segment>): void {
  flow.receive(segment(...facts));
}

function establish(): void {
  flow.connected();
  receive(ACK, 1001);
  expect(stateName(flow.state)).toBe('established');
}

/** The host's end closes first, then the guest's. */
function reachTimeWait(): void {
  establish();
  flow.ended();
  receive(ACK | FIN, 1001, ISS + 2);
  expect(stateName(flow.state)).toBe('time-wait');
}

/** The time from now on after which the flow is due, and what is due then. */
function wait(): number {
  const { now, dueAt } = keeper;
  keeper.now = dueAt;
  flow.due(dueAt);
  return dueAt - now;
}

beforeEach(() => {
  keeper = new Keeper();
  flow = new TcpFlow(keeper, GUEST_MAC, 1, KEY, ISS);
  flow.begin(segment(SYN, 1000));
  stream = new FakeStream('198.51.100.7', 80, flow);
  flow.join(stream);
});

describe('how long a flow may be silent', () => {
  it('3 minutes while the outside connects', () => {
    expect(wait()).toBe(180_000);
    expect([keeper.log, stream.resetByUs]).toEqual([['left', 'gone'], true]);
  });

  it('2 h 4 min when established (RFC 5382 REQ-5); each segment and each event counts anew', () => {
    establish();
    keeper.now = 5_000_000;
    receive(ACK, 1001);
    keeper.now = 6_000_000;
    stream.say('text');
    receive(ACK, 1001, ISS + 5);
    expect(wait()).toBe(7_440_000);
    expect([keeper.log, stream.resetByUs]).toEqual([['left', 'gone'], true]);
  });

  it('10 s in TIME-WAIT, and then the stream is not reset', () => {
    reachTimeWait();
    expect(wait()).toBe(10_000);
    expect([keeper.log, stream.resetByUs]).toEqual([['waits', 'left'], false]);
  });

  it('a minute half open, once the stream is closed', () => {
    establish();
    flow.closed(null);
    receive(ACK, 1001, ISS + 2);
    expect([stateName(flow.state), wait()]).toEqual(['fin-wait-2', 60_000]);
    expect(keeper.log).toEqual(['left', 'gone']);
  });

  it('2 minutes for the stream to send what the guest has written', () => {
    reachTimeWait();
    wait();
    expect(wait()).toBe(120_000);
    expect([keeper.log, stream.resetByUs]).toEqual([['waits', 'left', 'gone'], true]);
  });
});

describe('what ends both sides', () => {
  it.each([
    ['an error of the stream', () => flow.closed(outsideError('ECONNRESET')), ['left', 'gone']],
    ['a RST of the guest', () => receive(RST, 1001), ['left', 'gone']],
    ['close', () => flow.close(), ['left', 'gone']],
  ])('%s', (_, end, log) => {
    establish();
    end();
    expect([stateName(flow.state), keeper.log]).toEqual(['closed', log]);
  });

  it('a stream that cannot connect is reported, and the flow leaves', () => {
    flow.closed(outsideError('ECONNREFUSED'));
    expect(keeper.log).toEqual(['failed ECONNREFUSED', 'left', 'gone']);
  });

  it('an error after TIME-WAIT has begun ends nothing', () => {
    reachTimeWait();
    flow.closed(outsideError('ECONNRESET'));
    expect([stateName(flow.state), keeper.log]).toEqual(['time-wait', ['waits']]);
  });
});

describe('the stream', () => {
  it('is half-closed once, when all text before the guest’s FIN is written', () => {
    establish();
    stream.capacity = 2;
    stream.slow = true;
    receive(ACK | FIN, 1001, ISS + 1, 'abc');
    expect(stream.endedByUs).toBe(false);
    stream.capacity = 10;
    stream.drain();
    receive(ACK | FIN, 1003, ISS + 1, 'c');
    expect([stream.text, stream.endedByUs]).toEqual(['abc', true]);
    stream.endedByUs = false;
    stream.drain();
    expect(stream.endedByUs).toBe(false);
  });

  it('that closes after the flow has left frees the flow, once', () => {
    reachTimeWait();
    flow.leave();
    flow.leave();
    flow.closed(null);
    flow.closed(null);
    expect([keeper.log, stream.closedByUs]).toEqual([['waits', 'left', 'gone'], true]);
  });

  it('has no effect any more once the flow is closed', () => {
    establish();
    flow.close();
    stream.say('late');
    flow.writable();
    flow.ended();
    flow.closed(outsideError('ECONNRESET'));
    flow.join(new FakeStream('198.51.100.7', 80, flow));
    expect([stateName(flow.state), keeper.log]).toEqual(['closed', ['left', 'gone']]);
  });
});

describe('a new SYN with the same ends (RFC 9293 §3.6.1)', () => {
  it('may take over in TIME-WAIT if its number is higher', () => {
    reachTimeWait();
    const higher = [1002, 1003].map((sequence) => flow.yieldsTo(segment(SYN, sequence)));
    expect(higher).toEqual([false, true]);
    expect(flow.nextInitialSequence).toBeGreaterThan(ISS + 2);
  });

  it('may not take over before', () => {
    establish();
    expect(flow.yieldsTo(segment(SYN, 9000))).toBe(false);
  });
});

it('counts the octets of text that went either way', () => {
  establish();
  receive(ACK, 1001, ISS + 1, 'abc');
  stream.say('hello');
  expect([flow.octetsOut, flow.octetsIn]).toEqual([3, 0]);
  receive(ACK, 1004, ISS + 6);
  expect([flow.octetsOut, flow.octetsIn]).toEqual([3, 5]);
});
