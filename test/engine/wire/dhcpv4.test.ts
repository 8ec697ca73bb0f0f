import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DHCPV4_HEADER_LENGTH,
  DHCPV4_MIN_LENGTH,
  DhcpOp,
  DhcpOption,
  DhcpType,
  dhcpChaddr,
  dhcpFlags,
  dhcpType,
  dhcpUint32,
  dhcpYiaddr,
  dhcpv4Length,
  emitDhcpv4,
  parseDhcpv4,
  setDhcpBroadcast,
  type Dhcpv4Message,
} from '../../../src-main/engine/wire/dhcpv4.ts';
import { DROP_CODES, Drop } from '../../../src-main/engine/wire/drop.ts';
import {
  AT,
  GuardedView,
  anyAddress,
  anyMac,
  dirtyView,
  emitted,
  hex,
  refusesEveryTruncation,
  survivesAnything,
} from './octets.ts';

const zeros = (octets: number): string => '00'.repeat(octets);

/** busybox udhcpc's DISCOVER, up to the end option; `sname` and `file` as given. */
function discover(sname = zeros(64), file = zeros(128), options = '350101'): Uint8Array {
  return hex(
    `01 01 06 00 1a2b3c4d 0000 8000 ${zeros(16)} 0003ff010203 ${zeros(10)} ${sname} ${file}
     63825363 ${options} 3d07010003ff010203 3902 0240 3707 0103060c0f1c2a 0c03 766d31 ff`,
  );
}
const DISCOVER = discover();

function parse(octets: Uint8Array): Dhcpv4Message {
  const message = parseDhcpv4(new GuardedView(octets), AT, octets.length);
  if (typeof message === 'number') throw new Error(`dropped: ${message}`);
  return message;
}

function check(view: DataView, offset: number, length: number): number {
  const message = parseDhcpv4(view, offset, length);
  return typeof message === 'number' ? message : 0;
}

describe('DHCPv4', () => {
  it('reads a DISCOVER', () => {
    const message = parse(DISCOVER);
    expect(message).toMatchObject({ op: 1, xid: 0x1a2b_3c4d, broadcast: true, ciaddr: 0 });
    expect(message.chaddr).toBe(0x0003_ff01_0203);
    expect(dhcpType(message)).toBe(DhcpType.discover);
    expect(Buffer.from(message.options.get(DhcpOption.hostName)!).toString()).toBe('vm1');
    expect([...message.options.keys()]).toEqual([53, 61, 57, 55, 12]);
  });

  it('is looked at in place, and asks for broadcast answers', () => {
    const octets = DISCOVER.slice();
    octets.set([0x40, 0], 10);
    octets.set([192, 0, 2, 7], 16);
    const view = new GuardedView(octets);
    expect([dhcpYiaddr(view, AT), dhcpChaddr(view, AT)]).toEqual([0xc000_0207, 0x0003_ff01_0203]);
    setDhcpBroadcast(view, AT);
    expect(dhcpFlags(view, AT)).toBe(0xc000);
  });

  it('refuses every truncated length', () => refusesEveryTruncation(DISCOVER, check));

  it('ignores what follows the end option', () => {
    expect(parse(Uint8Array.from([...DISCOVER, ...new Uint8Array(40)])).options.size).toBe(5);
  });

  it('refuses BOOTP without the cookie, other hardware and no op of ours', () => {
    for (const [at, octet, code] of [
      [236, 0, Drop.unsupported],
      [1, 6, Drop.unsupported],
      [2, 8, Drop.unsupported],
      [0, 3, Drop.malformed],
    ] as const) {
      const changed = DISCOVER.slice();
      changed[at] = octet;
      expect(check(new GuardedView(changed), AT, changed.length)).toBe(code);
    }
  });

  it('reads options from file and sname when option 52 says so', () => {
    const file = `3204c0a88310ff${zeros(121)}`;
    const sname = `3604c0a88301ff${zeros(57)}`;
    const both = parse(discover(sname, file, '350103 340103'));
    expect(dhcpUint32(both, DhcpOption.requestedAddress)).toBe(0xc0a8_8310);
    expect(dhcpUint32(both, DhcpOption.serverIdentifier)).toBe(0xc0a8_8301);
    const onlyFile = parse(discover(sname, file, '350103 340101'));
    expect(dhcpUint32(onlyFile, DhcpOption.requestedAddress)).toBe(0xc0a8_8310);
    expect(dhcpUint32(onlyFile, DhcpOption.serverIdentifier)).toBeNaN();
    const onlySname = parse(discover(sname, file, '350103 340102'));
    expect(dhcpUint32(onlySname, DhcpOption.requestedAddress)).toBeNaN();
  });

  it('does not follow an option 52 inside an overloaded field', () => {
    const file = `340102ff${zeros(124)}`;
    const message = parse(discover(`3604c0a88301ff${zeros(57)}`, file, '350103 340101'));
    expect(dhcpUint32(message, DhcpOption.serverIdentifier)).toBeNaN();
  });

  it('refuses an overloaded field that runs over its end', () => {
    const file = `${zeros(126)}3204`;
    const octets = discover(zeros(64), file, '350103 340101');
    expect(check(new GuardedView(octets), AT, octets.length)).toBe(Drop.truncated);
  });

  it('joins the pieces of a repeated option', () => {
    const message = parse(discover(zeros(64), zeros(128), '350101 2b02aabb 2b01cc'));
    expect([...message.options.get(43)!]).toEqual([0xaa, 0xbb, 0xcc]);
  });

  it('gives no number for an option of another size', () => {
    const message = parse(discover(zeros(64), zeros(128), '35020101 3203010203'));
    expect(dhcpType(message)).toBeNaN();
    expect(dhcpUint32(message, DhcpOption.requestedAddress)).toBeNaN();
  });

  it('survives the round trip, long options included, into dirty memory', () => {
    const codes = fc.integer({ min: 1, max: 254 }).filter((code) => code !== DhcpOption.overload);
    const form = fc.record({
      op: fc.constantFrom(DhcpOp.request, DhcpOp.reply),
      xid: anyAddress,
      broadcast: fc.boolean(),
      ciaddr: anyAddress,
      yiaddr: anyAddress,
      siaddr: anyAddress,
      giaddr: anyAddress,
      chaddr: anyMac,
      options: fc
        .array(fc.tuple(codes, fc.uint8Array({ maxLength: 600 })), { maxLength: 8 })
        .map((entries) => new Map<number, Uint8Array>(entries)),
    });
    fc.assert(
      fc.property(form, (message) => {
        const length = dhcpv4Length(message);
        const view = dirtyView(length);
        expect(emitDhcpv4(view, AT, message)).toBe(length);
        expect(length).toBeGreaterThanOrEqual(DHCPV4_MIN_LENGTH);
        expect(parse(emitted(view, length))).toEqual(message);
      }),
    );
  });

  it('survives anything', () =>
    survivesAnything(DISCOVER, check, (view, length) => {
      expect(typeof parseDhcpv4(view, AT, length)).toBe('object');
    }));

  it('survives any options', () => {
    const octets = fc.tuple(fc.uint8Array({ maxLength: 120 }), fc.uint8Array({ maxLength: 192 }));
    fc.assert(
      fc.property(octets, fc.nat(3), ([options, fields], overload) => {
        const packet = new Uint8Array(DHCPV4_HEADER_LENGTH + 3 + options.length);
        packet.set(DISCOVER.subarray(0, DHCPV4_HEADER_LENGTH));
        packet.set(fields, 44);
        packet.set([52, 1, overload], DHCPV4_HEADER_LENGTH);
        packet.set(options, DHCPV4_HEADER_LENGTH + 3);
        const code = check(new GuardedView(packet), AT, packet.length);
        expect(code >= 0 && code < DROP_CODES).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
