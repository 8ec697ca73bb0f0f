/** Sockets of an outside without a host: the test sees what is sent, and plays the peers. */
import type { IpAddress } from '../../src-main/address/ip.ts';
import type {
  BoundDatagramEvents,
  BoundDatagrams,
  DatagramEvents,
  Datagrams,
} from '../../src-main/engine/outside/datagrams.ts';
import type { Echo, EchoEvents } from '../../src-main/engine/outside/echo.ts';
import { type OutsideError, outsideError } from '../../src-main/engine/outside/outsideError.ts';

export class FakeDatagrams implements Datagrams {
  readonly sent: { octets: Uint8Array; hopLimit: number }[] = [];
  closed = false;
  readonly address: string;
  readonly port: number;
  readonly localPort: number;
  readonly events: DatagramEvents;

  constructor(address: string, port: number, localPort: number, events: DatagramEvents) {
    this.address = address;
    this.port = port;
    this.localPort = localPort;
    this.events = events;
  }

  send(octets: Uint8Array, hopLimit: number): void {
    if (this.closed) throw new Error('sent on a closed socket');
    this.sent.push({ octets: new Uint8Array(octets), hopLimit });
  }

  close(): void {
    if (this.closed) throw new Error('closed twice');
    this.closed = true;
  }

  /** From the connected peer. */
  reply(octets: Uint8Array): void {
    this.events.datagram(octets);
  }

  fail(errno: string): void {
    this.events.failed(outsideError(errno));
  }
}

export class FakeBoundDatagrams implements BoundDatagrams {
  readonly sent: { octets: Uint8Array; address: string; port: number; hopLimit: number }[] = [];
  closed = false;
  readonly localPort: number;
  readonly events: BoundDatagramEvents;
  readonly ready: (error: OutsideError | null) => void;

  constructor(
    localPort: number,
    events: BoundDatagramEvents,
    ready: (error: OutsideError | null) => void,
  ) {
    this.localPort = localPort;
    this.events = events;
    this.ready = ready;
  }

  sendTo(octets: Uint8Array, address: string, port: number, hopLimit: number): void {
    if (this.closed) throw new Error('sent on a closed socket');
    this.sent.push({ octets: new Uint8Array(octets), address, port, hopLimit });
  }

  close(): void {
    if (this.closed) throw new Error('closed twice');
    this.closed = true;
  }
}

export class FakeEcho implements Echo {
  readonly sent: {
    destination: string;
    sequence: number;
    payload: Uint8Array;
    hopLimit: number;
  }[] = [];
  closed = false;
  readonly events: EchoEvents;

  constructor(events: EchoEvents) {
    this.events = events;
  }

  send(to: IpAddress, sequence: number, payload: Uint8Array, hopLimit: number): void {
    const destination = to.toString();
    this.sent.push({ destination, sequence, payload: new Uint8Array(payload), hopLimit });
  }

  close(): void {
    this.closed = true;
  }

  /** An ICMP error about a request; `offender` null: from this computer. */
  fail(
    sequence: number,
    icmp: { type: number; code: number; mtu?: number },
    offender: IpAddress | null = null,
  ): void {
    const { type, code, mtu = 0 } = icmp;
    this.events.failed({ errno: '', offender, type, code, mtu }, sequence);
  }
}
