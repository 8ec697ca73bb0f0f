/** What the tests of wire formats share: octets from hex, and views that notice a stray read. */
import fc from 'fast-check';
import { expect } from 'vitest';
import { DROP_CODES } from '../../../src-main/engine/wire/drop.ts';
import { ipv4ToIp } from '../../../src-main/address/ip.ts';
import { sumAddresses } from '../../../src-main/engine/wire/checksum.ts';

/** Octets lie at this offset of their views, so that a forgotten `offset` shows. */
export const AT = 6;

/** Hex digits; blanks do not count. */
export function hex(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text.replace(/\s+/g, ''), 'hex'));
}

export function toHex(octets: Uint8Array): string {
  return Buffer.from(octets).toString('hex');
}

/** A view that refuses to be read outside `[AT, AT + length)`, with other octets all around. */
export class GuardedView extends DataView<ArrayBuffer> {
  readonly #end: number;

  constructor(octets: Uint8Array, length = octets.length) {
    const room = new Uint8Array(AT + octets.length + 16).fill(0xee);
    room.set(octets, AT);
    super(room.buffer);
    this.#end = AT + length;
  }

  #check(offset: number, octets: number): void {
    if (offset < AT || offset + octets > this.#end) {
      throw new RangeError(`read of ${octets} at ${offset - AT}, length ${this.#end - AT}`);
    }
  }

  override getUint8(offset: number): number {
    this.#check(offset, 1);
    return super.getUint8(offset);
  }

  override getUint16(offset: number): number {
    this.#check(offset, 2);
    return super.getUint16(offset);
  }

  override getUint32(offset: number): number {
    this.#check(offset, 4);
    return super.getUint32(offset);
  }

  override getInt32(offset: number): number {
    this.#check(offset, 4);
    return super.getInt32(offset);
  }
}

/** A buffer full of 0xa5: what an emit leaves out, shows. */
export function dirtyView(length: number): DataView {
  return new DataView(new Uint8Array(AT + length + 8).fill(0xa5).buffer);
}

/** What was emitted at AT, having checked that nothing around it was touched. */
export function emitted(view: DataView, length: number): Uint8Array {
  const octets = new Uint8Array(view.buffer);
  expect(octets.subarray(0, AT).every((octet) => octet === 0xa5)).toBe(true);
  expect(octets.subarray(AT + length).every((octet) => octet === 0xa5)).toBe(true);
  return octets.slice(AT, AT + length);
}

type Check = (view: DataView, offset: number, length: number) => number;

/** Every shorter length of a good packet is refused, reading nothing behind it. */
export function refusesEveryTruncation(octets: Uint8Array, check: Check): void {
  for (let length = 0; length < octets.length; length += 1) {
    const code = check(new GuardedView(octets, length), AT, length);
    expect(code, `length ${length}`).toBeGreaterThan(0);
    expect(code).toBeLessThan(DROP_CODES);
  }
}

/**
 * Random octets, and a good packet with octets changed, give a code and never an exception;
 * `read` is called on what was accepted and must stay inside as well.
 */
export function survivesAnything(
  good: Uint8Array,
  check: Check,
  read: (view: DataView, length: number) => void,
): void {
  const damaged = fc
    .array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 6 })
    .map((changes) => {
      const octets = good.slice();
      for (const [at, octet] of changes) octets[at] = octet;
      return octets;
    });
  const anything = fc.oneof(fc.uint8Array({ maxLength: good.length + 20 }), damaged);
  fc.assert(
    fc.property(anything, (octets) => {
      const view = new GuardedView(octets);
      const code = check(view, AT, octets.length);
      expect(code >= 0 && code < DROP_CODES).toBe(true);
      if (code === 0) read(view, octets.length);
    }),
    { numRuns: 2000 },
  );
}

export const anyMac = fc.nat(0xffff_ffff_ffff);
export const anyAddress = fc.nat(0xffff_ffff);
export const anyWord = fc.nat(0xffff);

/** The sum of two IPv4 addresses, as `sumPseudoHeader` takes it. */
export function sumIpv4(source: number, destination: number): number {
  return sumAddresses(ipv4ToIp(source), ipv4ToIp(destination));
}
