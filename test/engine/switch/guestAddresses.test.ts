import { beforeEach, describe, expect, it } from 'vitest';
import {
  ADDRESSES_PER_GUEST,
  GuestAddresses,
} from '../../../src-main/engine/switch/guestAddresses.ts';
import { AGEING_TIME_MS } from '../../../src-main/engine/switch/forwardingDatabase.ts';
import { writeMac } from '../../../src-main/address/mac.ts';
import { ARP_LENGTH, ArpOperation, emitArp } from '../../../src-main/engine/wire/arp.ts';
import { DhcpOp, DhcpOption, DhcpType, emitDhcpv4 } from '../../../src-main/engine/wire/dhcpv4.ts';

const A = 0x0003_ff00_000a;
const B = 0x0003_ff00_000b;
const SERVER = 0x0200_0000_0001;
const ADDRESS = 0xc000_0232;
const OTHER = 0xc000_0233;

let addresses: GuestAddresses;

beforeEach(() => {
  addresses = new GuestAddresses();
  addresses.setGuests([A, B]);
});

function arp(from: number, address: number, nowMs = 0, sender = from): void {
  const view = new DataView(new ArrayBuffer(14 + ARP_LENGTH));
  writeMac(view, 6, from);
  view.setUint16(12, 0x0806);
  emitArp(view, 14, ArpOperation.reply, sender, address, SERVER, 1);
  addresses.hear(view, 0, view.byteLength, nowMs);
}

/** A DHCP server's answer in IPv4 and UDP; `cut` octets are missing at the end. */
function answer(type: number, chaddr: number, yiaddr: number, cut = 0): void {
  const view = new DataView(new ArrayBuffer(1000));
  const fixed = { xid: 1, broadcast: false, ciaddr: 0, siaddr: 0, giaddr: 0 };
  const options = new Map([[DhcpOption.messageType, Uint8Array.of(type)]]);
  const length = emitDhcpv4(view, 42, { op: DhcpOp.reply, ...fixed, chaddr, yiaddr, options });
  writeMac(view, 6, SERVER);
  view.setUint16(12, 0x0800);
  view.setUint8(14, 0x45);
  view.setUint8(23, 17);
  view.setUint16(34, 67);
  view.setUint16(36, 68);
  addresses.hear(view, 0, 42 + length - cut, 0);
}

describe('addresses of guests', () => {
  it('are what they say by ARP, and nobody else’s word', () => {
    arp(A, ADDRESS);
    arp(SERVER, OTHER);
    arp(B, OTHER, 0, A);
    arp(B, 0);
    expect([addresses.of(A), addresses.of(B), addresses.of(SERVER)]).toEqual([[ADDRESS], [], []]);
  });

  it('are what a DHCP server grants, in place of all before', () => {
    arp(A, OTHER);
    answer(DhcpType.offer, A, ADDRESS);
    expect(addresses.of(A)).toEqual([OTHER]);
    answer(DhcpType.ack, A, ADDRESS);
    answer(DhcpType.ack, SERVER, OTHER);
    expect(addresses.of(A)).toEqual([ADDRESS]);
  });

  it('are not read from a message that is cut short', () => {
    // Of 300 octets, the message's type ends at 243.
    for (let cut = 58; cut < 342; cut += 1) answer(DhcpType.ack, A, ADDRESS, cut);
    expect(addresses.of(A)).toEqual([]);
  });

  it('belong to whoever said them last, and are bounded', () => {
    arp(A, ADDRESS);
    arp(B, ADDRESS);
    expect([addresses.of(A), addresses.of(B)]).toEqual([[], [ADDRESS]]);
    for (let i = 0; i < 10; i += 1) arp(A, OTHER + i, i);
    expect(addresses.of(A)).toEqual(
      Array.from({ length: ADDRESSES_PER_GUEST }, (_, i) => OTHER + 10 - ADDRESSES_PER_GUEST + i),
    );
  });

  it('that were silent for long go when another is heard', () => {
    arp(A, ADDRESS, 0);
    arp(A, ADDRESS, AGEING_TIME_MS);
    arp(A, OTHER, AGEING_TIME_MS + 1);
    expect(addresses.of(A)).toEqual([ADDRESS, OTHER]);
    arp(A, OTHER + 1, 2 * AGEING_TIME_MS);
    expect(addresses.of(A)).toEqual([OTHER, OTHER + 1]);
  });

  it('go with the guest', () => {
    arp(A, ADDRESS);
    arp(B, OTHER);
    addresses.forget(A);
    addresses.setGuests([A]);
    addresses.setGuests([A, B]);
    expect([addresses.of(A), addresses.of(B)]).toEqual([[], []]);
  });
});
