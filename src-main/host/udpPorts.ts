/**
 * The UDP ports that programs on this computer use, from /proc/net.
 * Read first: proc(5), /proc/net/udp. Addresses are hexadecimal; the port follows the colon.
 * Left out: systems without /proc. There every port counts as free.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A socket bound to all IPv6 addresses uses the port for IPv4 too. */
const TABLES = ['udp', 'udp6'];

export function readBoundUdpPorts(procNet = '/proc/net'): Set<number> {
  return new Set(TABLES.flatMap((table) => portsIn(join(procNet, table))));
}

function portsIn(path: string): number[] {
  try {
    const rows = readFileSync(path, 'latin1').matchAll(/^ *\d+: [0-9A-F]+:([0-9A-F]{4}) /gm);
    return [...rows].map(([, port]) => parseInt(port!, 16));
  } catch {
    return [];
  }
}
