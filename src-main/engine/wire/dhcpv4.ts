/**
 * DHCPv4 message: check, parsed form, emit.
 * Read first: RFC 2131 §2 (format), RFC 2132 §2, §9.3 (overload), §9.6 (types); RFC 3396 (long options).
 * Left out: BOOTP's vendor area without the cookie, hardware other than Ethernet, and the server
 * name and boot file; these fields are read only if option 52 says that they hold options.
 */
import { readMac, writeMac } from '../../address/mac.ts';
import { Drop, type DropCode } from './drop.ts';

export const DHCP_SERVER_PORT = 67;
export const DHCP_CLIENT_PORT = 68;

/** Fixed fields and the magic cookie; options follow. */
export const DHCPV4_HEADER_LENGTH = 240;
/** BOOTP's fixed size; some clients refuse a shorter message (RFC 1542 §2.1). */
export const DHCPV4_MIN_LENGTH = 300;

export const DhcpOp = { request: 1, reply: 2 } as const;

/** RFC 2132 §9.6. */
export const DhcpType = {
  discover: 1,
  offer: 2,
  request: 3,
  decline: 4,
  ack: 5,
  nak: 6,
  release: 7,
  inform: 8,
} as const;

/** RFC 2132, by its option codes. */
export const DhcpOption = {
  pad: 0,
  subnetMask: 1,
  router: 3,
  dnsServer: 6,
  hostName: 12,
  domainName: 15,
  interfaceMtu: 26,
  broadcastAddress: 28,
  requestedAddress: 50,
  leaseTime: 51,
  overload: 52,
  messageType: 53,
  serverIdentifier: 54,
  parameterRequestList: 55,
  renewalTime: 58,
  rebindingTime: 59,
  clientIdentifier: 61,
  end: 255,
} as const;

export interface Dhcpv4Message {
  op: number;
  xid: number;
  /** The client cannot take unicast before it has an address. */
  broadcast: boolean;
  ciaddr: number;
  yiaddr: number;
  siaddr: number;
  giaddr: number;
  chaddr: number;
  /** By code, in order of first appearance; pieces of one option are joined (RFC 3396). */
  options: Map<number, Uint8Array>;
}

const MAGIC_COOKIE = 0x6382_5363;
const HARDWARE_ETHERNET = 1;
const BROADCAST_FLAG = 0x8000;
const SNAME_OFFSET = 44;
const SNAME_LENGTH = 64;
const FILE_OFFSET = 108;
const FILE_LENGTH = 128;
const OVERLOAD_FILE = 1;
const OVERLOAD_SNAME = 2;
/** Longest piece of an option, whose length is one octet. */
const MAX_PIECE = 255;

/** Checks the fixed fields. `length` is that of the UDP payload. */
export function checkDhcpv4(view: DataView, offset: number, length: number): DropCode {
  if (length < DHCPV4_HEADER_LENGTH) return Drop.truncated;
  const op = view.getUint8(offset);
  if (op !== DhcpOp.request && op !== DhcpOp.reply) return Drop.malformed;
  if (view.getUint16(offset + 1) !== ((HARDWARE_ETHERNET << 8) | 6)) return Drop.unsupported;
  return view.getUint32(offset + 236) === MAGIC_COOKIE ? Drop.none : Drop.unsupported;
}

/** The address that the server assigns. */
export function dhcpYiaddr(view: DataView, offset: number): number {
  return view.getUint32(offset + 16);
}

/** The client's MAC. */
export function dhcpChaddr(view: DataView, offset: number): number {
  return readMac(view, offset + 28);
}

export function dhcpFlags(view: DataView, offset: number): number {
  return view.getUint16(offset + 10);
}

/** Asks the server for broadcast answers. */
export function setDhcpBroadcast(view: DataView, offset: number): void {
  view.setUint16(offset + 10, dhcpFlags(view, offset) | BROADCAST_FLAG);
}

/** The parsed form, which owns its octets, or why the message cannot be parsed. */
export function parseDhcpv4(
  view: DataView,
  offset: number,
  length: number,
): Dhcpv4Message | DropCode {
  const checked = checkDhcpv4(view, offset, length);
  if (checked !== Drop.none) return checked;
  const options = parseOptions(view, offset, length);
  if (typeof options === 'number') return options;
  return {
    op: view.getUint8(offset),
    xid: view.getUint32(offset + 4),
    broadcast: (dhcpFlags(view, offset) & BROADCAST_FLAG) !== 0,
    ciaddr: view.getUint32(offset + 12),
    yiaddr: dhcpYiaddr(view, offset),
    siaddr: view.getUint32(offset + 20),
    giaddr: view.getUint32(offset + 24),
    chaddr: dhcpChaddr(view, offset),
    options,
  };
}

/** The options field, then `file`, then `sname` where option 52 says so (RFC 2131 §4.1). */
function parseOptions(
  view: DataView,
  offset: number,
  length: number,
): Map<number, Uint8Array> | DropCode {
  const options = new Map<number, Uint8Array>();
  const start = offset + DHCPV4_HEADER_LENGTH;
  let code = readOptions(view, start, offset + length, options);
  if (code !== Drop.none) return code;
  const overload = options.get(DhcpOption.overload)?.[0] ?? 0;
  if ((overload & OVERLOAD_FILE) !== 0) {
    const at = offset + FILE_OFFSET;
    code = readOptions(view, at, at + FILE_LENGTH, options);
  }
  if (code === Drop.none && (overload & OVERLOAD_SNAME) !== 0) {
    const at = offset + SNAME_OFFSET;
    code = readOptions(view, at, at + SNAME_LENGTH, options);
  }
  options.delete(DhcpOption.overload);
  return code === Drop.none ? options : code;
}

/** Adds the options of one field, which must close with the end option. */
function readOptions(
  view: DataView,
  start: number,
  end: number,
  options: Map<number, Uint8Array>,
): DropCode {
  let at = start;
  while (at < end) {
    const code = view.getUint8(at);
    at += 1;
    if (code === DhcpOption.end) return Drop.none;
    if (code === DhcpOption.pad) continue;
    if (at >= end) return Drop.truncated;
    const length = view.getUint8(at);
    at += 1;
    if (at + length > end) return Drop.truncated;
    const piece = new Uint8Array(view.buffer, view.byteOffset + at, length);
    options.set(code, joined(options.get(code), piece));
    at += length;
  }
  return Drop.truncated;
}

function joined(before: Uint8Array | undefined, piece: Uint8Array): Uint8Array {
  if (before === undefined) return piece.slice();
  const whole = new Uint8Array(before.length + piece.length);
  whole.set(before);
  whole.set(piece, before.length);
  return whole;
}

/** An option of four octets as a number, such as an address; NaN: absent or of another size. */
export function dhcpUint32(message: Dhcpv4Message, code: number): number {
  const data = message.options.get(code);
  if (data?.length !== 4) return Number.NaN;
  return ((data[0]! << 24) | (data[1]! << 16) | (data[2]! << 8) | data[3]!) >>> 0;
}

/** The message type (option 53); NaN for BOOTP. */
export function dhcpType(message: Dhcpv4Message): number {
  const data = message.options.get(DhcpOption.messageType);
  return data?.length === 1 ? data[0]! : Number.NaN;
}

/** What `emitDhcpv4` will write, padding included. */
export function dhcpv4Length(message: Dhcpv4Message): number {
  let length = DHCPV4_HEADER_LENGTH + 1;
  for (const data of message.options.values()) {
    length += data.length + 2 * Math.max(1, Math.ceil(data.length / MAX_PIECE));
  }
  return Math.max(length, DHCPV4_MIN_LENGTH);
}

/** Writes the message, padded to DHCPV4_MIN_LENGTH, and returns its length. */
export function emitDhcpv4(view: DataView, offset: number, message: Dhcpv4Message): number {
  const length = dhcpv4Length(message);
  for (let i = 0; i < length; i += 1) view.setUint8(offset + i, 0);
  view.setUint8(offset, message.op);
  view.setUint16(offset + 1, (HARDWARE_ETHERNET << 8) | 6);
  view.setUint32(offset + 4, message.xid);
  view.setUint16(offset + 10, message.broadcast ? BROADCAST_FLAG : 0);
  view.setUint32(offset + 12, message.ciaddr);
  view.setUint32(offset + 16, message.yiaddr);
  view.setUint32(offset + 20, message.siaddr);
  view.setUint32(offset + 24, message.giaddr);
  writeMac(view, offset + 28, message.chaddr);
  view.setUint32(offset + 236, MAGIC_COOKIE);
  let at = offset + DHCPV4_HEADER_LENGTH;
  for (const [code, data] of message.options) at = writeOption(view, at, code, data);
  view.setUint8(at, DhcpOption.end);
  return length;
}

function writeOption(view: DataView, offset: number, code: number, data: Uint8Array): number {
  let at = offset;
  let done = 0;
  do {
    const piece = Math.min(data.length - done, MAX_PIECE);
    view.setUint8(at, code);
    view.setUint8(at + 1, piece);
    for (let i = 0; i < piece; i += 1) view.setUint8(at + 2 + i, data[done + i]!);
    at += 2 + piece;
    done += piece;
  } while (done < data.length);
  return at;
}
