/** The VM's end of a cable without QEMU, and frames to send on it. */
import type { RunningProgram } from '../lab/runningProgram.ts';

const BROADCAST = Buffer.alloc(6, 0xff);
const DHCP_COOKIE = [0x63, 0x82, 0x53, 0x63];
const MESSAGE_TYPE_DISCOVER = [53, 1, 1];
const END = 255;

/** The socket of the cable, from QEMU's arguments. */
export async function cablePath(program: RunningProgram, vm: string): Promise<string> {
  const words: string[] = await program.json('vm', 'args', vm);
  return /addr\.path=(\S+)/.exec(words.join(' '))![1]!;
}

export function macOctets(mac: string): Buffer {
  return Buffer.from(mac.replaceAll('-', ''), 'hex');
}

/** A broadcast frame. */
export function frame(source: Buffer, etherType: number, payload: Buffer): Buffer {
  const type = Buffer.alloc(2);
  type.writeUInt16BE(etherType);
  return Buffer.concat([BROADCAST, source, type, payload]);
}

/** From 0.0.0.0 to 255.255.255.255, with a correct header checksum. */
export function ipv4(protocol: number, payload: Buffer): Buffer {
  const header = Buffer.alloc(20);
  header.set([0x45, 0, 0, 0, 0, 0, 0, 0, 64, protocol]);
  header.writeUInt16BE(header.length + payload.length, 2);
  header.fill(0xff, 16);
  header.writeUInt16BE(headerChecksum(header), 10);
  return Buffer.concat([header, payload]);
}

function headerChecksum(header: Buffer): number {
  let sum = 0;
  for (let at = 0; at < header.length; at += 2) sum += header.readUInt16BE(at);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return 0xffff - sum;
}

/** A frame with a DHCPDISCOVER. It has no UDP checksum, which IPv4 allows. */
export function dhcpDiscover(mac: string): Buffer {
  const chaddr = macOctets(mac);
  const bootp = Buffer.alloc(300);
  bootp.set([1, 1, 6, 0, 0xde, 0xad, 0xbe, 0xef]);
  bootp.set(chaddr, 28);
  bootp.set([...DHCP_COOKIE, ...MESSAGE_TYPE_DISCOVER, END], 236);
  const udp = Buffer.alloc(8);
  udp.writeUInt16BE(68, 0);
  udp.writeUInt16BE(67, 2);
  udp.writeUInt16BE(udp.length + bootp.length, 4);
  return frame(chaddr, 0x0800, ipv4(17, Buffer.concat([udp, bootp])));
}
