/**
 * IPv6 neighbour discovery: checked view of its five messages, and their link-layer addresses.
 * Read first: RFC 4861 §4 (messages), §4.6.1 (link-layer address option), §6.1 and §7.1 (checks).
 * Left out: the other options (prefix, redirected header, MTU), which are skipped. The hop limit
 * and the checksum are not part of the message: see ipv6.ts and icmpv6.ts.
 */
import { readMac, writeMac } from '../../address/mac.ts';
import { Drop, type DropCode } from './drop.ts';
import { icmpv6Code, icmpv6Type } from './icmpv6.ts';

/** ICMPv6 types. */
export const NdpType = {
  routerSolicitation: 133,
  routerAdvertisement: 134,
  neighbourSolicitation: 135,
  neighbourAdvertisement: 136,
  redirect: 137,
} as const;

export const NdpOption = { sourceLinkLayer: 1, targetLinkLayer: 2 } as const;

/** Octets of a link-layer address option for Ethernet. */
export const LINK_LAYER_OPTION_LENGTH = 8;

/** Octets in one unit of an option's length. */
const OPTION_UNIT = 8;

/** Checks type, code, and that the options fill the message. */
export function checkNdp(view: DataView, offset: number, l4Len: number): DropCode {
  if (l4Len < 2) return Drop.truncated;
  const fixed = fixedLength(icmpv6Type(view, offset));
  if (fixed === 0) return Drop.unsupported;
  if (icmpv6Code(view, offset) !== 0) return Drop.malformed;
  if (l4Len < fixed) return Drop.truncated;
  return checkOptions(view, offset + fixed, offset + l4Len);
}

function checkOptions(view: DataView, start: number, end: number): DropCode {
  let at = start;
  while (at < end) {
    if (end - at < OPTION_UNIT) return Drop.truncated;
    const length = optionLength(view, at);
    if (length === 0) return Drop.malformed;
    if (length > end - at) return Drop.truncated;
    at += length;
  }
  return Drop.none;
}

/** Octets before the options, from the ICMPv6 type on; 0: not a message of neighbour discovery. */
function fixedLength(type: number): number {
  switch (type) {
    case NdpType.routerSolicitation:
      return 8;
    case NdpType.routerAdvertisement:
      return 16;
    case NdpType.neighbourSolicitation:
    case NdpType.neighbourAdvertisement:
      return 24;
    case NdpType.redirect:
      return 40;
    default:
      return 0;
  }
}

/** Where the options of a checked message begin. */
export function ndpOptionsAt(view: DataView, offset: number): number {
  return offset + fixedLength(icmpv6Type(view, offset));
}

/**
 * Where the next link-layer address option for Ethernet begins, or -1: there is none.
 * @param at where an option of a checked message begins, or its end
 */
export function nextLinkLayerOption(view: DataView, at: number, end: number): number {
  for (let option = at; option < end; option += optionLength(view, option)) {
    const kind = linkLayerOptionKind(view, option);
    const known = kind === NdpOption.sourceLinkLayer || kind === NdpOption.targetLinkLayer;
    if (known && optionLength(view, option) === LINK_LAYER_OPTION_LENGTH) return option;
  }
  return -1;
}

export function linkLayerOptionKind(view: DataView, option: number): number {
  return view.getUint8(option);
}

export function linkLayerOptionMac(view: DataView, option: number): number {
  return readMac(view, option + 2);
}

export function emitLinkLayerOption(
  view: DataView,
  option: number,
  kind: number,
  mac: number,
): void {
  view.setUint8(option, kind);
  view.setUint8(option + 1, LINK_LAYER_OPTION_LENGTH / OPTION_UNIT);
  writeMac(view, option + 2, mac);
}

function optionLength(view: DataView, option: number): number {
  return view.getUint8(option + 1) * OPTION_UNIT;
}
