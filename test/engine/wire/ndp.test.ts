import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Drop } from '../../../src-main/engine/wire/drop.ts';
import {
  LINK_LAYER_OPTION_LENGTH,
  NdpOption,
  NdpType,
  checkNdp,
  emitLinkLayerOption,
  linkLayerOptionKind,
  linkLayerOptionMac,
  ndpOptionsAt,
  nextLinkLayerOption,
} from '../../../src-main/engine/wire/ndp.ts';
import {
  AT,
  GuardedView,
  anyMac,
  dirtyView,
  emitted,
  hex,
  survivesAnything,
  toHex,
} from './octets.ts';

const MAC = 0x0003_ff01_0203;
const SOURCE = '01 01 0003ff010203';
const ADDRESS = '20010db8000000000000000000000001';
/** The fixed part of each message, without options. */
const FIXED: readonly [number, string][] = [
  [NdpType.routerSolicitation, '85 00 0000 00000000'],
  [NdpType.routerAdvertisement, '86 00 0000 40 00 0708 00000000 00000000'],
  [NdpType.neighbourSolicitation, `87 00 0000 00000000 ${ADDRESS}`],
  [NdpType.neighbourAdvertisement, `88 00 0000 60000000 ${ADDRESS}`],
  [NdpType.redirect, `89 00 0000 00000000 ${ADDRESS} ${ADDRESS}`],
];
/** A router's: source link-layer address, MTU 1500, and a prefix. */
const ROUTER = hex(`${FIXED[1]![1]} ${SOURCE} 05 01 0000 000005dc
  03 04 40 c0 00015180 00003840 00000000 ${ADDRESS}`);

function check(octets: Uint8Array): number {
  return checkNdp(new GuardedView(octets), AT, octets.length);
}

/** What a walk over the options finds: kind and MAC of each. */
function found(view: DataView, length: number): [number, number][] {
  const options: [number, number][] = [];
  let at = nextLinkLayerOption(view, ndpOptionsAt(view, AT), AT + length);
  while (at >= 0) {
    options.push([linkLayerOptionKind(view, at), linkLayerOptionMac(view, at)]);
    at = nextLinkLayerOption(view, at + LINK_LAYER_OPTION_LENGTH, AT + length);
  }
  return options;
}

describe('neighbour discovery', () => {
  it.each(FIXED)('type %i begins its options where RFC 4861 §4 says', (_type, fixed) => {
    const plain = hex(fixed);
    expect(check(plain)).toBe(Drop.none);
    expect(ndpOptionsAt(new GuardedView(plain), AT)).toBe(AT + plain.length);
    const [source, target] = [hex(`${fixed} ${SOURCE}`), hex(`${fixed} 0201 0003ff0a0b0c`)];
    expect([check(source), check(target)]).toEqual([Drop.none, Drop.none]);
    expect(found(new GuardedView(source), source.length)).toEqual([[1, MAC]]);
    expect(found(new GuardedView(target), target.length)).toEqual([[2, 0x0003_ff0a_0b0c]]);
  });

  it('skips other options, and link-layer addresses of another length', () => {
    const mixed = hex(`${FIXED[2]![1]} 05 01 0000 000005dc 01 02 ${'ee'.repeat(14)} ${SOURCE}`);
    expect(check(mixed)).toBe(Drop.none);
    expect(found(new GuardedView(mixed), mixed.length)).toEqual([[1, MAC]]);
    expect(found(new GuardedView(ROUTER), ROUTER.length)).toEqual([[1, MAC]]);
  });

  it('emits an option again', () => {
    const view = dirtyView(LINK_LAYER_OPTION_LENGTH);
    emitLinkLayerOption(view, AT, NdpOption.sourceLinkLayer, MAC);
    expect(toHex(emitted(view, LINK_LAYER_OPTION_LENGTH))).toBe(toHex(hex(SOURCE)));
  });

  it('refuses every length at which a field or an option is cut', () => {
    const whole = [16, 24, 32];
    for (let length = 0; length < ROUTER.length; length += 1) {
      const code = checkNdp(new GuardedView(ROUTER, length), AT, length);
      expect(code === Drop.none, `length ${length}`).toBe(whole.includes(length));
    }
  });

  it('refuses other types, other codes, and an option without length', () => {
    expect(check(hex('80 00 0000 00000000'))).toBe(Drop.unsupported);
    expect(check(hex('85 01 0000 00000000'))).toBe(Drop.malformed);
    expect(check(hex(`${FIXED[0]![1]} 0100 000000000000`))).toBe(Drop.malformed);
    expect(check(hex(`${FIXED[0]![1]} 02 02 0003ff010203`))).toBe(Drop.truncated);
  });

  it('survives the round trip', () => {
    fc.assert(
      fc.property(fc.constantFrom(1, 2), anyMac, (kind, mac) => {
        const view = dirtyView(LINK_LAYER_OPTION_LENGTH);
        emitLinkLayerOption(view, AT, kind, mac);
        const sent = new GuardedView(emitted(view, LINK_LAYER_OPTION_LENGTH));
        expect(nextLinkLayerOption(sent, AT, AT + LINK_LAYER_OPTION_LENGTH)).toBe(AT);
        expect([linkLayerOptionKind(sent, AT), linkLayerOptionMac(sent, AT)]).toEqual([kind, mac]);
      }),
    );
  });

  it('survives anything', () => survivesAnything(ROUTER, checkNdp, found));
});
