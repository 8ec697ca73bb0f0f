/**
 * A TCP guest that does not use the code of NAT. A test drives it segment by segment (`send`).
 * AutomaticGuest runs by itself.
 */
import {
  ACK,
  FIN,
  GUEST,
  PSH,
  RST,
  SERVER,
  SYN,
  type TcpNetwork,
  type TcpSegment,
} from './tcpNetwork.ts';

export interface GuestOptions {
  port?: number;
  remote?: number;
  remotePort?: number;
  iss?: number;
  mss?: number;
  shift?: number;
  window?: number;
}

/** A connection that the test drives. */
export class TcpGuest {
  readonly network: TcpNetwork;
  readonly options: Required<GuestOptions>;
  /** Next sequence number to send, and next expected one. */
  seq: number;
  ack = 0;
  window: number;

  constructor(network: TcpNetwork, options: GuestOptions = {}) {
    this.network = network;
    this.options = {
      port: 40_000,
      remote: SERVER,
      remotePort: 80,
      iss: 1000,
      mss: 1460,
      shift: 7,
      window: 65_535,
      ...options,
    };
    this.seq = this.options.iss;
    this.window = this.options.window;
  }

  segment(flags: number, changes: Partial<TcpSegment> = {}): TcpSegment {
    return {
      from: GUEST,
      to: this.options.remote,
      fromPort: this.options.port,
      toPort: this.options.remotePort,
      seq: this.seq >>> 0,
      ack: this.ack >>> 0,
      flags,
      window: this.window,
      text: Buffer.alloc(0),
      mss: -1,
      shift: -1,
      ...changes,
    };
  }

  /** Sends a segment as a separate batch and returns the answers. */
  send(flags: number, changes: Partial<TcpSegment> = {}): TcpSegment[] {
    this.network.deliver([this.segment(flags, changes)]);
    return this.network.take();
  }

  syn(): TcpSegment[] {
    const { mss, shift, iss } = this.options;
    return this.send(SYN, { seq: iss, ack: 0, mss, shift });
  }

  /** SYN, the host's success, SYN-ACK, ACK. Returns the SYN-ACK. */
  connect(): TcpSegment {
    this.syn();
    this.network.outside.last.events.connected();
    const [synAck] = this.network.take();
    if (synAck === undefined) throw new Error('no SYN-ACK');
    this.ack = synAck.seq + 1;
    this.seq = this.options.iss + 1;
    this.send(ACK);
    return synAck;
  }

  /** Sends a text in one segment. */
  say(text: string | Buffer): TcpSegment[] {
    const octets = Buffer.from(text);
    const answer = this.send(ACK | PSH, { text: octets });
    this.seq += octets.length;
    return answer;
  }

  acknowledge(octets: number): TcpSegment[] {
    this.ack += octets;
    return this.send(ACK);
  }

  finish(): TcpSegment[] {
    const answer = this.send(ACK | FIN);
    this.seq += 1;
    return answer;
  }
}

/** A segment in tcpdump's letters, with relative sequence numbers. */
export function flagsOf(segment: TcpSegment): string {
  const names: [number, string][] = [
    [SYN, 'S'],
    [FIN, 'F'],
    [RST, 'R'],
    [PSH, 'P'],
    [ACK, '.'],
  ];
  return names.map(([bit, name]) => (segment.flags & bit ? name : '')).join('');
}
