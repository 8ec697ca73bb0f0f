/**
 * Our own host in ICMP: answers pings to the gateway, and reports packets whose hop limit ends here.
 * Read first: RFC 792 (echo), RFC 1122 §3.2.2.6, RFC 1812 §5.3.1 (hop limit).
 */
import type { IpAddress } from '../../../address/ip.ts';
import type { Clock } from '../../clock.ts';
import {
  ICMP_HEADER_LENGTH,
  beginIcmp,
  checkIcmp,
  echoWord,
  isEchoRequest,
  sendEchoReply,
} from '../../ip/icmp.ts';
import { IcmpErrorLimit, icmpError, sendIcmpError } from '../../ip/icmpErrors.ts';
import type { GuestPacket } from '../../ip/packet.ts';
import type { PacketEmitter } from '../../ip/packetEmitter.ts';
import { copyOctets } from '../../wire/copyOctets.ts';
import { Drop, type DropCode } from '../../wire/drop.ts';

export class IcmpHost {
  readonly #emitter: PacketEmitter;
  readonly #errorLimit: IcmpErrorLimit;

  constructor(emitter: PacketEmitter, clock: Clock) {
    this.#emitter = emitter;
    this.#errorLimit = new IcmpErrorLimit(clock);
  }

  /** An ICMP packet for our own address; anything but an echo request is dropped. */
  receive(packet: GuestPacket): DropCode {
    if (packet.isFragment) return Drop.fragment;
    const checked = checkIcmp(packet);
    if (checked !== Drop.none) return checked;
    if (!isEchoRequest(packet)) return Drop.unsolicited;
    const emitter = this.#emitter;
    const guest = packet.source();
    const length = packet.l4Len - ICMP_HEADER_LENGTH;
    const at = beginIcmp(emitter, packet.mac, packet.destination(), guest, length);
    if (at < 0) return Drop.queueFull;
    copyOctets(packet.view, packet.l4 + ICMP_HEADER_LENGTH, emitter.view, at, length);
    sendEchoReply(emitter, guest, at, echoWord(packet), length);
    return Drop.none;
  }

  /** Reports and drops a packet for the outside whose hop limit ends here. */
  hopLimitExceeded(packet: GuestPacket, gateway: IpAddress): DropCode {
    if (this.#errorLimit.take()) {
      const error = icmpError('hopLimitExceeded', packet.family);
      sendIcmpError(this.#emitter, packet, gateway, error);
    }
    return Drop.ttlExceeded;
  }
}
