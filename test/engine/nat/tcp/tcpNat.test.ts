import { describe, expect, it } from 'vitest';
import { Drop } from '../../../../src-main/engine/wire/drop.ts';
import { FakeStream } from '../../../scenario/fakeStream.ts';
import { TcpGuest, flagsOf } from '../../../scenario/tcpGuest.ts';
import {
  ACK,
  FIN,
  GATEWAY,
  GUEST,
  GUEST_MAC,
  PSH,
  RST,
  SERVER,
  SYN,
  TcpNetwork,
} from '../../../scenario/tcpNetwork.ts';

/** Every segment to the guest as flags, relative sequence and length: a tcpdump of the test. */
function trace(network: TcpNetwork): string[] {
  return network.take().map((one) => `${flagsOf(one)}${one.text.length || ''}`);
}

describe('handshake', () => {
  it('connects outside first and answers the SYN only then', () => {
    const network = new TcpNetwork();
    const guest = new TcpGuest(network);
    expect(guest.syn()).toEqual([]);
    expect(network.outside.last).toMatchObject({ address: '198.51.100.7', port: 80 });
    network.outside.last.events.connected();
    const [synAck] = network.take();
    expect(synAck).toMatchObject({ flags: SYN | ACK, ack: 1001, mss: 1460, shift: 5 });
    expect(network.nat.flows()[0]?.state).toBe('syn-received');
    guest.ack = synAck!.seq + 1;
    guest.seq = 1001;
    guest.send(ACK);
    expect(network.nat.flows()).toEqual([
      {
        networkId: '',
        mac: GUEST_MAC,
        protocol: 'tcp',
        guest: '10.0.2.15:40000',
        remote: '198.51.100.7:80',
        state: 'established',
        octetsOut: 0,
        octetsIn: 0,
      },
    ]);
  });

  it('ignores repeated SYNs while the host connects, and repeats the SYN-ACK afterwards', () => {
    const network = new TcpNetwork();
    const guest = new TcpGuest(network);
    guest.syn();
    guest.syn();
    expect(network.outside.streams).toHaveLength(1);
    network.outside.last.events.connected();
    network.take();
    expect(guest.syn().map(flagsOf)).toEqual(['S.']);
    network.clock.advance(1000);
    expect(trace(network)).toEqual(['S.']);
  });

  it('gives up an unanswered SYN-ACK after three minutes and resets both sides', () => {
    const network = new TcpNetwork();
    new TcpGuest(network).syn();
    network.outside.last.events.connected();
    network.clock.advance(400_000);
    expect(trace(network).at(-1)).toBe('R.');
    expect(network.outside.last.resetByUs).toBe(true);
    expect(network.nat.flows()).toEqual([]);
    expect(network.clock.armed).toBe(0);
  });

  it('offers no window scaling to a guest that offers none', () => {
    const network = new TcpNetwork();
    const guest = new TcpGuest(network, { shift: -1, window: 1000 });
    expect(guest.connect().shift).toBe(-1);
    network.outside.last.say(Buffer.alloc(5000));
    expect(network.take().reduce((sum, one) => sum + one.text.length, 0)).toBe(1000);
  });

  it('refuses an acknowledgment of a SYN-ACK that was never sent', () => {
    const network = new TcpNetwork();
    const guest = new TcpGuest(network);
    guest.syn();
    network.outside.last.events.connected();
    network.take();
    expect(guest.send(ACK, { seq: 1001, ack: 77 })).toMatchObject([{ flags: RST, seq: 77 }]);
  });
});

describe('a host that cannot connect', () => {
  function fail(error: string): TcpNetwork {
    const network = new TcpNetwork();
    new TcpGuest(network).syn();
    network.outside.last.finish(error);
    expect(network.nat.flows()).toEqual([]);
    expect(network.clock.armed).toBe(0);
    return network;
  }

  it('refused: RST that answers the SYN', () => {
    expect(fail('ECONNREFUSED').take()).toMatchObject([{ flags: RST | ACK, seq: 0, ack: 1001 }]);
  });

  it.each([
    ['EHOSTUNREACH', 1],
    ['ENETUNREACH', 0],
    ['EACCES', 13],
  ])('unreachable (%s): ICMP destination unreachable, code %i, about the SYN', (error, code) => {
    const [icmp] = fail(error).others;
    expect([icmp![9], icmp![20], icmp![21]]).toEqual([1, 3, code]);
    expect(icmp!.readUInt32BE(12)).toBe(GATEWAY);
    const quote = icmp!.subarray(28);
    expect([quote.readUInt32BE(12), quote.readUInt32BE(16)]).toEqual([GUEST, SERVER]);
    expect([quote.readUInt16BE(20), quote.readUInt16BE(22)]).toEqual([40_000, 80]);
    expect(quote.readUInt32BE(24)).toBe(1000);
  });

  it('timed out: silence', () => {
    const network = fail('ETIMEDOUT');
    expect(network.inbox).toEqual([]);
    expect(network.others).toEqual([]);
  });

  it('fails within the call: the same answer', () => {
    const network = new TcpNetwork();
    network.outside.onConnect = (stream) => stream.finish('ECONNREFUSED');
    expect(new TcpGuest(network).syn().map(flagsOf)).toEqual(['R.']);
    expect(network.nat.flows()).toEqual([]);
  });
});

describe('text', () => {
  it('of one batch is acknowledged once', () => {
    const network = new TcpNetwork();
    const guest = new TcpGuest(network);
    guest.connect();
    const segments = ['one ', 'two ', 'three'].map((text) => {
      const segment = guest.segment(ACK | PSH, { text: Buffer.from(text) });
      guest.seq += text.length;
      return segment;
    });
    network.deliver(segments);
    expect(network.outside.last).toMatchObject({ text: 'one two three' });
    const acknowledgments = network.take();
    expect(acknowledgments).toHaveLength(1);
    expect(acknowledgments[0]).toMatchObject({ flags: ACK, ack: guest.seq });
  });

  it('ahead of a hole is kept, asked about at once, and delivered in order', () => {
    const network = new TcpNetwork();
    const guest = new TcpGuest(network);
    guest.connect();
    const late = guest.segment(ACK, { text: Buffer.from('first ') });
    const early = guest.segment(ACK, { text: Buffer.from('second '), seq: guest.seq + 6 });
    const last = guest.segment(ACK | FIN, { text: Buffer.from('third'), seq: guest.seq + 13 });
    network.deliver([last, early, early]);
    expect(network.take().map((one) => one.ack - guest.seq)).toEqual([0, 0, 0]);
    network.deliver([late]);
    expect(network.outside.last.text).toBe('first second third');
    expect(network.outside.last.endedByUs).toBe(true);
    expect(network.take().at(-1)!.ack - guest.seq).toBe(19);
  });

  it('from the host is cut by the MSS of the guest and by the MTU', () => {
    for (const [mss, largest] of [
      [536, 536],
      [9000, 1460],
      [-1, 536],
    ] as const) {
      const network = new TcpNetwork();
      const guest = new TcpGuest(network, { mss });
      guest.connect();
      network.outside.last.say(Buffer.alloc(5000, 7));
      const lengths = network.take().map((one) => one.text.length);
      expect(Math.max(...lengths)).toBe(largest);
      expect(lengths.reduce((sum, one) => sum + one, 0)).toBe(5000);
    }
  });

  it('carries PSH on the last octet that is there', () => {
    const network = new TcpNetwork();
    const guest = new TcpGuest(network);
    guest.connect();
    network.outside.last.say(Buffer.alloc(3000));
    expect(trace(network)).toEqual(['.1460', '.1460', 'P.80']);
  });

  it('crosses the end of the sequence space both ways', () => {
    const network = new TcpNetwork();
    const guest = new TcpGuest(network, { iss: 0xffff_fff0 });
    guest.connect();
    guest.say('across the end of the sequence space');
    guest.say(', and on');
    expect(network.outside.last.text).toBe('across the end of the sequence space, and on');
  });

  it('answers keep-alives', () => {
    const network = new TcpNetwork();
    const guest = new TcpGuest(network);
    guest.connect();
    network.clock.advance(1000);
    const probe = { seq: guest.seq - 1 };
    expect(guest.send(ACK, probe)).toMatchObject([{ flags: ACK, ack: guest.seq }]);
    const withOctet = { seq: guest.seq - 1, text: Buffer.alloc(1) };
    expect(guest.send(ACK, withOctet)).toMatchObject([{ flags: ACK, ack: guest.seq }]);
  });
});

describe('closing', () => {
  it('half-close by the guest: the host goes on sending', () => {
    const network = new TcpNetwork();
    const guest = new TcpGuest(network);
    guest.connect();
    guest.say('request');
    expect(guest.finish().map(flagsOf)).toEqual(['.']);
    const host = network.outside.last;
    expect(host.endedByUs).toBe(true);
    expect(network.nat.flows()[0]?.state).toBe('close-wait');
    host.say('answer');
    expect(trace(network)).toEqual(['P.6']);
    guest.acknowledge(6);
    host.events.ended();
    expect(network.take()).toMatchObject([{ flags: FIN | ACK }]);
    expect(network.nat.flows()[0]?.state).toBe('last-ack');
    host.finish();
    guest.acknowledge(1);
    expect(network.nat.flows()).toEqual([]);
    expect(network.clock.armed).toBe(0);
    expect(host.resetByUs).toBe(false);
  });

  it('half-close by the host: the guest goes on sending', () => {
    const network = new TcpNetwork();
    const guest = new TcpGuest(network);
    guest.connect();
    const host = network.outside.last;
    host.say('answer');
    host.events.ended();
    expect(trace(network)).toEqual(['P.6', 'F.']);
    expect(network.nat.flows()[0]?.state).toBe('fin-wait-1');
    guest.acknowledge(7);
    expect(network.nat.flows()[0]?.state).toBe('fin-wait-2');
    guest.say('more');
    expect(host.text).toBe('more');
    guest.finish();
    expect(host.endedByUs).toBe(true);
    expect(network.nat.flows()[0]?.state).toBe('time-wait');
    host.finish();
    network.clock.advance(10_000);
    expect(network.nat.flows()).toEqual([]);
    expect(network.clock.armed).toBe(0);
  });

  it('by both at once', () => {
    const network = new TcpNetwork();
    const guest = new TcpGuest(network);
    guest.connect();
    network.outside.last.events.ended();
    expect(trace(network)).toEqual(['F.']);
    guest.finish();
    expect(network.nat.flows()[0]?.state).toBe('closing');
    guest.acknowledge(1);
    expect(network.nat.flows()[0]?.state).toBe('time-wait');
  });

  it('repeats a FIN that is not acknowledged, and acknowledges a repeated one', () => {
    const network = new TcpNetwork();
    const guest = new TcpGuest(network);
    guest.connect();
    network.outside.last.events.ended();
    network.take();
    network.clock.advance(300);
    expect(trace(network)).toEqual(['F.']);
    guest.acknowledge(1);
    guest.finish();
    const again = { seq: guest.seq - 1 };
    expect(guest.send(ACK | FIN, again)).toMatchObject([{ flags: ACK, ack: guest.seq }]);
  });

  it('waits for a host that is still sending what the guest wrote, but not for ever', () => {
    const network = new TcpNetwork();
    const guest = new TcpGuest(network);
    guest.connect();
    const host = network.outside.last;
    host.slow = true;
    guest.say('slowly taken');
    guest.finish();
    host.events.ended();
    guest.acknowledge(1);
    expect(network.nat.flows()).toEqual([]);
    expect(host.resetByUs).toBe(false);
    network.clock.advance(120_000);
    expect(host.resetByUs).toBe(true);
    expect(network.clock.armed).toBe(0);
  });
});

describe('reset', () => {
  it('by the host becomes RST to the guest', () => {
    const network = new TcpNetwork();
    const guest = new TcpGuest(network);
    guest.connect();
    network.outside.last.finish('ECONNRESET');
    expect(network.take()).toMatchObject([{ flags: RST | ACK, seq: guest.ack, ack: guest.seq }]);
    expect(network.nat.flows()).toEqual([]);
  });

  it('by the guest reaches the host when its number is exact', () => {
    const network = new TcpNetwork();
    const guest = new TcpGuest(network);
    guest.connect();
    expect(guest.send(RST)).toEqual([]);
    expect(network.outside.last.resetByUs).toBe(true);
    expect(network.nat.flows()).toEqual([]);
  });

  it('RFC 5961: a blind RST or SYN within the window is asked about, one outside is ignored', () => {
    const network = new TcpNetwork();
    const guest = new TcpGuest(network);
    guest.connect();
    expect(guest.send(RST, { seq: guest.seq + 100 }).map(flagsOf)).toEqual(['.']);
    network.clock.advance(1000);
    expect(guest.send(RST, { seq: guest.seq + 100_000_000 })).toEqual([]);
    expect(guest.send(SYN, { seq: guest.seq + 5 }).map(flagsOf)).toEqual(['.']);
    expect(network.nat.flows()[0]?.state).toBe('established');
  });

  it('RFC 5961: challenges are few however many RSTs come', () => {
    const network = new TcpNetwork();
    const guest = new TcpGuest(network);
    guest.connect();
    const blind = Array.from({ length: 500 }, (_, i) =>
      guest.segment(RST, { seq: guest.seq + 1 + i }),
    );
    network.deliver(blind);
    expect(network.take()).toHaveLength(1);
  });

  it('answers what belongs to no connection', () => {
    const network = new TcpNetwork();
    const guest = new TcpGuest(network);
    expect(guest.send(ACK, { ack: 4711 })).toMatchObject([{ flags: RST, seq: 4711 }]);
    expect(guest.send(FIN, { seq: 9, text: Buffer.from('abc') })).toMatchObject([
      { flags: RST | ACK, seq: 0, ack: 13 },
    ]);
    expect(guest.send(RST)).toEqual([]);
  });

  it('by the guest while the host connects', () => {
    const network = new TcpNetwork();
    const guest = new TcpGuest(network);
    guest.syn();
    guest.send(RST, { seq: 1001 });
    expect(network.outside.last.resetByUs).toBe(true);
    expect(network.nat.flows()).toEqual([]);
  });
});

describe('the gateway', () => {
  it('R30: answers DNS over TCP at its own address', () => {
    const asked: string[] = [];
    const network = new TcpNetwork({
      dns: {
        openStream: (events, guest) => {
          asked.push(`${guest.mac} ${guest.address.toString()}`);
          const stream = new FakeStream('gateway', 53, events);
          // A service of our own may answer from within the write.
          stream.onWrite = (octets) => {
            stream.say(Buffer.concat([octets, Buffer.from(' answered')]));
            events.ended();
          };
          return stream;
        },
      },
    });
    const guest = new TcpGuest(network, { remote: GATEWAY, remotePort: 53 });
    const [synAck] = guest.syn();
    expect(synAck).toMatchObject({ flags: SYN | ACK, from: GATEWAY });
    guest.ack = synAck!.seq + 1;
    guest.seq = 1001;
    guest.send(ACK);
    const [answer] = guest.say('query');
    expect(answer).toMatchObject({ flags: FIN | PSH | ACK, ack: guest.seq });
    expect(answer!.text.toString()).toBe('query answered');
    expect(asked).toEqual([`${GUEST_MAC} 10.0.2.15`]);
  });
});

describe('tables', () => {
  it('R32: nothing listens on the gateway but DNS', () => {
    const network = new TcpNetwork();
    const guest = new TcpGuest(network, { remote: GATEWAY, remotePort: 22 });
    expect(guest.syn().map(flagsOf)).toEqual(['R.']);
    expect(network.outside.streams).toEqual([]);
  });

  it('are full at 1024 flows of one port, whatever MACs it has; others go on', () => {
    const network = new TcpNetwork();
    const syns = Array.from({ length: 1025 }, (_, i) =>
      new TcpGuest(network, { port: 1000 + i }).segment(SYN, { seq: 1, mss: 1460, shift: 7 }),
    );
    const drops = syns.flatMap((syn, i) => network.deliver([syn], GUEST_MAC + i));
    expect(drops.filter((drop) => drop === Drop.none)).toHaveLength(1024);
    expect(drops.at(-1)).toBe(Drop.tableFull);
    expect(network.take().map(flagsOf)).toEqual(['R.']);
    const other = new TcpGuest(network, { port: 9 }).segment(SYN, { seq: 1, from: GUEST + 1 });
    expect(network.deliver([other], GUEST_MAC + 1)).toEqual([Drop.tableFull]);
    expect(network.deliver([other], GUEST_MAC + 1, 2)).toEqual([Drop.none]);
    for (const stream of network.outside.streams) stream.finish('ETIMEDOUT');
    expect(network.deliver(syns.slice(0, 1))).toEqual([Drop.none]);
    expect(network.nat.flows()).toHaveLength(1);
  });

  it('a segment of another MAC does not reach a flow', () => {
    const network = new TcpNetwork();
    const guest = new TcpGuest(network);
    guest.connect();
    const forged = guest.segment(RST);
    expect(network.deliver([forged], GUEST_MAC + 1)).toEqual([Drop.unsolicited]);
    expect(network.nat.flows()).toHaveLength(1);
  });

  it('TIME-WAIT: a new SYN with a higher number takes over, with a higher number of ours', () => {
    const network = new TcpNetwork();
    const guest = new TcpGuest(network);
    const first = guest.connect();
    network.outside.last.events.ended();
    network.take();
    guest.acknowledge(1);
    guest.finish();
    expect(network.nat.flows()[0]?.state).toBe('time-wait');
    expect(guest.send(SYN, { seq: 500 }).map(flagsOf)).toEqual(['.']);
    const next = new TcpGuest(network, { iss: 200_000 });
    const second = next.connect();
    expect(network.outside.streams).toHaveLength(2);
    expect((second.seq - first.seq) | 0).toBeGreaterThan(0);
    expect(network.nat.flows()).toHaveLength(1);
  });

  it('TIME-WAIT: the oldest makes room when the table is full', () => {
    const network = new TcpNetwork();
    for (let i = 0; i < 1024; i += 1) {
      const guest = new TcpGuest(network, { port: 1000 + i });
      guest.connect();
      network.outside.last.events.ended();
      network.take();
      guest.acknowledge(1);
      guest.finish();
      network.outside.last.finish();
    }
    expect(network.nat.flows()).toHaveLength(1024);
    new TcpGuest(network, { port: 9 }).connect();
    const flows = network.nat.flows();
    expect(flows).toHaveLength(1024);
    expect(flows.some((flow) => flow.guest === '10.0.2.15:1000')).toBe(false);
    expect(flows.filter((flow) => flow.state === 'established')).toHaveLength(1);
  });

  it('drops a flow that was idle for 2 h 4 min, not before', () => {
    const network = new TcpNetwork();
    new TcpGuest(network).connect();
    network.clock.advance(7_439_000);
    expect(network.nat.flows()).toHaveLength(1);
    network.clock.advance(2000);
    expect(network.nat.flows()).toEqual([]);
    expect(network.outside.last.resetByUs).toBe(true);
  });

  it('close() also resets a host stream that still sends for a guest that is done', () => {
    const network = new TcpNetwork();
    const guest = new TcpGuest(network);
    guest.connect();
    const host = network.outside.last;
    host.slow = true;
    guest.say('the host does not take this');
    host.events.ended();
    guest.ack += 1;
    guest.finish();
    guest.send(ACK);
    network.clock.advance(11_000);
    expect([network.nat.flows(), host.resetByUs, network.clock.armed]).toEqual([[], false, 1]);
    network.nat.close();
    expect([host.resetByUs, network.clock.armed]).toEqual([true, 0]);
  });

  it('close() resets every host stream and leaves no timer', () => {
    const network = new TcpNetwork();
    new TcpGuest(network).connect();
    new TcpGuest(network, { port: 2 }).syn();
    network.nat.close();
    expect(network.outside.streams.every((stream) => stream.resetByUs)).toBe(true);
    expect(network.clock.armed).toBe(0);
  });
});
