/**
 * A packet from a guest, of either family: checked, whole or a fragment, lying in a batch. A
 * gateway has one such object for all packets; its contents are valid during one call.
 * Read first: address/ip.ts (why addresses are compared where they lie).
 */
import { type IpAddress, type IpFamily, readIp } from '../../address/ip.ts';
import { sumOctets, sumWord } from '../wire/checksum.ts';
import {
  ipv4DestinationAt,
  ipv4HeaderLength,
  ipv4Protocol,
  ipv4SourceAt,
  ipv4TimeToLive,
  ipv4TotalLength,
  isIpv4Fragment,
} from '../wire/ipv4.ts';
import { ipv6DestinationAt, ipv6SourceAt } from '../wire/ipv6.ts';

const NO_VIEW: DataView = new DataView(new ArrayBuffer(0));

export class GuestPacket {
  view = NO_VIEW;
  family: IpFamily = 4;
  /** Offset of the IP header. */
  l3 = 0;
  l3Len = 0;
  /** Offset and length of what the IP packet carries. */
  l4 = 0;
  l4Len = 0;
  protocol = 0;
  hopLimit = 0;
  /** The guest's MAC, as it claims. */
  mac = 0;
  /** The switch port that the frame came in by (`FrameBatch.origin`): limits are per port. */
  origin = 0;

  /** Describes a checked IPv4 packet; does not change `origin`, which a whole batch shares. */
  readIpv4(view: DataView, l3: number, mac: number): void {
    const headerLength = ipv4HeaderLength(view, l3);
    this.view = view;
    this.family = 4;
    this.l3 = l3;
    this.l3Len = ipv4TotalLength(view, l3);
    this.l4 = l3 + headerLength;
    this.l4Len = this.l3Len - headerLength;
    this.protocol = ipv4Protocol(view, l3);
    this.hopLimit = ipv4TimeToLive(view, l3);
    this.mac = mac;
  }

  /** Where the source address lies in `view`. */
  get sourceAt(): number {
    return this.family === 4 ? ipv4SourceAt(this.l3) : ipv6SourceAt(this.l3);
  }

  get destinationAt(): number {
    return this.family === 4 ? ipv4DestinationAt(this.l3) : ipv6DestinationAt(this.l3);
  }

  /** The source address as an object that may be kept. */
  source(): IpAddress {
    return readIp(this.view, this.sourceAt, this.family);
  }

  /** The destination address as an object that may be kept. */
  destination(): IpAddress {
    return readIp(this.view, this.destinationAt, this.family);
  }

  isFrom(address: IpAddress): boolean {
    return address.liesAt(this.view, this.sourceAt, this.family);
  }

  isTo(address: IpAddress): boolean {
    return address.liesAt(this.view, this.destinationAt, this.family);
  }

  /** Both addresses, for `sumPseudoHeader`. The destination lies behind the source. */
  sumAddresses(): number {
    const { view, sourceAt } = this;
    if (this.family === 6) return sumOctets(view, sourceAt, 32);
    return sumWord(view.getInt32(sourceAt)) + sumWord(view.getInt32(sourceAt + 4));
  }

  /** True for every piece of a fragmented packet. */
  get isFragment(): boolean {
    return this.family === 4 && isIpv4Fragment(this.view, this.l3);
  }
}
