/**
 * Which UDP ports of this computer are taken, by whomever, as Linux shows them in /proc/net.
 * Read first: proc(5), /proc/net/udp; addresses are in hexadecimal, the port behind the colon.
 * Left out: systems without it, where every port counts as free.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A socket bound to all of IPv6 has the port in IPv4 as well. */
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
