/**
 * An IPv4 or IPv6 address, for keys and tables. Created per flow, lease or setting, never per
 * packet: a packet's addresses are compared and hashed where they lie.
 * Read first: RFC 4291 §2.5.5.2 (IPv4-mapped addresses), RFC 5952 (canonical text).
 * Left out: zones (`%eth0`).
 */
import ipaddr from 'ipaddr.js';
import { hashWord, hashWords } from './hash.ts';
import { formatIpv4, parseIpv4 } from './ipv4.ts';

export type IpFamily = 4 | 6;

/** The third word of an IPv4-mapped address, ::ffff:0:0/96. */
const MAPPED = 0xffff;

/** Immutable. Words are signed 32-bit integers, which V8 keeps unboxed; IPv4 is IPv4-mapped. */
export class IpAddress {
  readonly word0: number;
  readonly word1: number;
  readonly word2: number;
  readonly word3: number;

  constructor(word0: number, word1: number, word2: number, word3: number) {
    this.word0 = word0;
    this.word1 = word1;
    this.word2 = word2;
    this.word3 = word3;
  }

  get family(): IpFamily {
    return this.word2 === MAPPED && this.word1 === 0 && this.word0 === 0 ? 4 : 6;
  }

  /** The number that ipv4.ts uses. Only for an address of family 4. */
  get ipv4(): number {
    return this.word3 >>> 0;
  }

  equals(other: IpAddress): boolean {
    return (
      this.word3 === other.word3 &&
      this.word2 === other.word2 &&
      this.word1 === other.word1 &&
      this.word0 === other.word0
    );
  }

  /** Whether this address is the one of `family` at `offset`, in network order. */
  liesAt(view: DataView, offset: number, family: IpFamily): boolean {
    if (family === 4) return this.word3 === view.getInt32(offset) && this.family === 4;
    return (
      this.word3 === view.getInt32(offset + 12) &&
      this.word2 === view.getInt32(offset + 8) &&
      this.word1 === view.getInt32(offset + 4) &&
      this.word0 === view.getInt32(offset)
    );
  }

  /** 32 bits; `hashIpAt` returns the same for the same address. */
  hash(seed: number): number {
    if (this.family === 4) return hashWord(seed, this.word3);
    return hashWords(seed, this.word0, this.word1, this.word2, this.word3);
  }

  /** Canonical text: dotted decimal, or RFC 5952. */
  toString(): string {
    if (this.family === 4) return formatIpv4(this.ipv4);
    const words = [this.word0, this.word1, this.word2, this.word3];
    return new ipaddr.IPv6(words.flatMap((word) => [word >>> 16, word & 0xffff])).toString();
  }
}

/** @param address the number that ipv4.ts uses */
export function ipv4ToIp(address: number): IpAddress {
  return new IpAddress(0, 0, MAPPED, address | 0);
}

/** Parses dotted decimal, or any IPv6 form of RFC 4291 §2.2; null: not an address. */
export function parseIp(text: string): IpAddress | null {
  const ipv4 = parseIpv4(text);
  if (!Number.isNaN(ipv4)) return ipv4ToIp(ipv4);
  if (!ipaddr.IPv6.isValid(text) || text.includes('%')) return null;
  const octets = new DataView(Uint8Array.from(ipaddr.IPv6.parse(text).toByteArray()).buffer);
  return readIp(octets, 0, 6);
}

/** An address with a port: `192.0.2.1:80`, `[2001:db8::1]:80` (RFC 5952 §6). */
export function endpointText(address: IpAddress, port: number): string {
  return address.family === 4 ? `${address.toString()}:${port}` : `[${address.toString()}]:${port}`;
}

/** The address of `family` at `offset`, in network order. */
export function readIp(view: DataView, offset: number, family: IpFamily): IpAddress {
  if (family === 4) return new IpAddress(0, 0, MAPPED, view.getInt32(offset));
  return new IpAddress(
    view.getInt32(offset),
    view.getInt32(offset + 4),
    view.getInt32(offset + 8),
    view.getInt32(offset + 12),
  );
}

/** The same as `readIp(view, offset, family).hash(seed)`, without creating an address. */
export function hashIpAt(view: DataView, offset: number, family: IpFamily, seed: number): number {
  if (family === 4) return hashWord(seed, view.getInt32(offset));
  return hashWords(
    seed,
    view.getInt32(offset),
    view.getInt32(offset + 4),
    view.getInt32(offset + 8),
    view.getInt32(offset + 12),
  );
}
