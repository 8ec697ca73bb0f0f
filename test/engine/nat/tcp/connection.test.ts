/** What single segments do to a connection; tcpNat.test.ts has whole connections. */
import { describe, expect, it } from 'vitest';
import { type IpFamily, ipv4ToIp } from '../../../../src-main/address/ip.ts';
import { Connection, Outcome } from '../../../../src-main/engine/nat/tcp/connection.ts';
import { type ConnectionContext, Service } from '../../../../src-main/engine/nat/tcp/flowKeeper.ts';
import { Segment } from '../../../../src-main/engine/nat/tcp/segment.ts';
import { SegmentWriter } from '../../../../src-main/engine/nat/tcp/segmentWriter.ts';
import { TcpState } from '../../../../src-main/engine/nat/tcp/tcpState.ts';
import { TextAheadRings } from '../../../../src-main/engine/nat/tcp/textAhead.ts';
import { FakeStream, ignoredEvents } from '../../../scenario/fakeStream.ts';
import { tcpPacket } from '../../../scenario/natScene.ts';
import { flagsOf } from '../../../scenario/tcpGuest.ts';
import {
  ACK,
  FIN,
  GUEST,
  GUEST_MAC,
  RST,
  SERVER,
  SYN,
  TcpNetwork,
} from '../../../scenario/tcpNetwork.ts';

const TO = {
  ...{ guestMac: GUEST_MAC, guestAddress: ipv4ToIp(GUEST), guestPort: 40_000 },
  ...{ remoteAddress: ipv4ToIp(SERVER), remotePort: 80 },
};
/** Our initial sequence number; the guest's is 1000. */
const ISS = 5000;

class Scene implements ConnectionContext {
  now = 0;
  congested = false;
  readonly textAhead = new TextAheadRings();
  readonly stream = new FakeStream('198.51.100.7', 80, ignoredEvents);
  readonly connection: Connection;
  readonly writer: SegmentWriter;
  readonly #network = new TcpNetwork();

  constructor() {
    this.writer = new SegmentWriter(this.#network.emitter);
    this.connection = new Connection(this, TO, ISS);
  }

  mss(_family: IpFamily): number {
    return 1460;
  }

  congestedTowards(): boolean {
    return this.congested;
  }

  receive(flags: number, sequence: number, acknowledgment = ISS + 1, text = ''): Outcome {
    const segment = new Segment();
    segment.parse(tcpPacket(flags, { sequence, acknowledgment, text }));
    return this.connection.receive(segment);
  }

  serve(): Service {
    return this.connection.serve();
  }

  /** Segments to the guest since the last call: flags, numbers, and how many octets of text. */
  sent(): string[] {
    this.writer.flush();
    return this.#network
      .take()
      .map((one) => `${flagsOf(one)} ${one.seq}:${one.ack}${one.text.length > 0 ? '+' : ''}`);
  }

  /** The guest's SYN has come, and the outside is connecting. */
  begin(): this {
    const syn = new Segment();
    syn.parse(tcpPacket(SYN, { sequence: 1000 }));
    this.connection.begin(syn);
    this.connection.join(this.stream);
    return this;
  }

  answer(): this {
    this.begin().connection.open(TcpState.synReceived);
    this.serve();
    this.sent();
    return this;
  }

  establish(): this {
    this.answer().receive(ACK, 1001);
    expect(this.connection.state).toBe(TcpState.established);
    return this;
  }
}

describe('while the outside connects', () => {
  it('nothing is answered; only a RST with the exact number ends it', () => {
    const scene = new Scene().begin();
    const outcomes = [
      scene.receive(SYN, 1000),
      scene.receive(ACK, 1001),
      scene.receive(RST, 1002),
      scene.receive(RST, 1001),
    ];
    expect(outcomes).toEqual([Outcome.none, Outcome.none, Outcome.none, Outcome.close]);
    expect(scene.sent()).toEqual([]);
  });

  it('a SYN with another number takes the place of the first', () => {
    const scene = new Scene().begin();
    scene.receive(SYN, 7000);
    scene.connection.open(TcpState.synReceived);
    scene.serve();
    expect(scene.sent()).toEqual([`S. ${ISS}:7001`]);
  });
});

describe('our own SYN', () => {
  function offered(): Scene {
    const scene = new Scene();
    scene.connection.join(scene.stream);
    scene.connection.open(TcpState.synSent);
    scene.serve();
    expect(scene.sent()).toEqual([`S ${ISS}:0`]);
    return scene;
  }

  it('is answered by SYN-ACK alone', () => {
    const scene = offered();
    expect([scene.receive(SYN, 1000), scene.receive(ACK, 1000)]).toEqual([
      Outcome.none,
      Outcome.none,
    ]);
    expect(scene.connection.state).toBe(TcpState.synSent);
    expect(scene.receive(SYN | ACK, 1000)).toBe(Outcome.serve);
    scene.serve();
    expect(scene.sent()).toEqual([`. ${ISS + 1}:1001`]);
  });

  it('is refused only by a RST that acknowledges it (RFC 9293 §3.10.7.3)', () => {
    const scene = offered();
    expect([scene.receive(RST, 0), scene.receive(RST | ACK, 0, ISS)]).toEqual([
      Outcome.none,
      Outcome.none,
    ]);
    expect(scene.receive(RST | ACK, 0)).toBe(Outcome.close);
  });

  it('another acknowledgment is answered with RST', () => {
    const scene = offered();
    expect(scene.receive(SYN | ACK, 1000, 77)).toBe(Outcome.none);
    expect(scene.sent()).toEqual(['R 77:0']);
  });
});

describe('RFC 5961', () => {
  const CHALLENGE = [`. ${ISS + 1}:1001`];

  it.each([
    ['RST with the exact number', RST, 1001, Outcome.close, []],
    ['RST within the window', RST, 1002, Outcome.none, CHALLENGE],
    ['RST before the window', RST, 1000, Outcome.none, []],
    ['SYN within the window', SYN, 1002, Outcome.none, CHALLENGE],
    ['SYN outside the window', SYN, 0x7000_0000, Outcome.none, CHALLENGE],
    ['acknowledgment outside the window', ACK, 0x7000_0000, Outcome.none, CHALLENGE],
    ['text without ACK', 0, 1001, Outcome.none, []],
  ])('%s', (_, flags, sequence, outcome, answer) => {
    const scene = new Scene().establish();
    expect(scene.receive(flags, sequence)).toBe(outcome);
    expect(scene.sent()).toEqual(answer);
  });

  it('an acknowledgment of what was never sent is challenged', () => {
    const scene = new Scene().establish();
    expect(scene.receive(ACK, 1001, ISS + 2)).toBe(Outcome.none);
    expect(scene.sent()).toEqual(CHALLENGE);
  });

  it('a challenge leaves every 100 ms at most, however many segments ask for one', () => {
    const scene = new Scene().establish();
    for (scene.now = 0; scene.now < 300; scene.now += 1) scene.receive(RST, 1002);
    expect(scene.sent()).toHaveLength(3);
  });
});

describe('text from the guest', () => {
  it('is acknowledged when the flow is served; old text immediately, every time', () => {
    const scene = new Scene().establish();
    expect(scene.receive(ACK, 1001, ISS + 1, 'abc')).toBe(Outcome.serve);
    expect(scene.sent()).toEqual([]);
    scene.serve();
    expect(scene.sent()).toEqual([`. ${ISS + 1}:1004`]);
    scene.receive(ACK, 1001, ISS + 1, 'abc');
    scene.receive(ACK, 1001, ISS + 1, 'abc');
    expect(scene.sent()).toEqual([`. ${ISS + 1}:1004`, `. ${ISS + 1}:1004`]);
    expect(scene.stream.text).toBe('abc');
  });

  it('that no stream can take any more resets both sides', () => {
    const scene = new Scene().establish();
    scene.connection.receiver.disconnect();
    expect(scene.receive(ACK, 1001)).toBe(Outcome.serve);
    expect(scene.receive(ACK, 1001, ISS + 1, 'abc')).toBe(Outcome.abort);
  });

  it('in the acknowledgment of our SYN counts as well', () => {
    const scene = new Scene().answer();
    scene.receive(ACK, 1001, ISS + 1, 'abc');
    expect(scene.stream.text).toBe('abc');
  });
});

describe('text to the guest', () => {
  it('waits while its link is congested; acknowledgments do not', () => {
    const scene = new Scene().establish();
    scene.congested = true;
    scene.stream.say('hello');
    scene.receive(ACK, 1001, ISS + 1, 'abc');
    expect(scene.serve()).toBe(Service.congested);
    expect(scene.sent()).toEqual([`. ${ISS + 1}:1004`]);
    scene.congested = false;
    expect(scene.serve()).toBe(Service.done);
    expect(scene.sent()).toEqual([`P. ${ISS + 1}:1004+`]);
  });
});

describe('RST to the guest', () => {
  it('has the numbers that the guest expects', () => {
    const scene = new Scene().establish();
    scene.connection.reset();
    expect(scene.sent()).toEqual([`R. ${ISS + 1}:1001`]);
  });

  it('does not leave before our SYN-ACK, nor once the connection is over', () => {
    const scene = new Scene().begin();
    scene.connection.reset();
    scene.connection.close();
    scene.connection.reset();
    expect(scene.sent()).toEqual([]);
  });
});

it('TIME-WAIT: a repeated FIN is acknowledged, and a RST does not end it (RFC 1337)', () => {
  const scene = new Scene().establish();
  scene.connection.sender.finishing = true;
  scene.serve();
  scene.receive(ACK | FIN, 1001, ISS + 2);
  scene.serve();
  expect(scene.connection.state).toBe(TcpState.timeWait);
  scene.sent();
  scene.receive(ACK | FIN, 1001, ISS + 2);
  expect(scene.sent()).toEqual([`. ${ISS + 2}:1002`]);
  expect(scene.receive(RST, 1002)).toBe(Outcome.none);
  expect(scene.connection.state).toBe(TcpState.timeWait);
});
