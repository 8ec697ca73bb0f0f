/** The end of a VM's log, for people. */
import { Buffer } from 'node:buffer';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** How much of it is shown, octets. */
const TAIL_OCTETS = 2_048;

/** The log's last lines; empty if it cannot be read. A log that has just begun continues its predecessor. */
export function logTail(path: string): string {
  const newest = lastOctets(path, TAIL_OCTETS);
  const older = lastOctets(`${path}.old`, TAIL_OCTETS - newest.length);
  return Buffer.concat([older, newest]).toString().trim();
}

function lastOctets(path: string, most: number): Buffer {
  let log: number | null = null;
  try {
    log = openSync(path, 'r');
    const { size } = fstatSync(log);
    const octets = Buffer.alloc(Math.min(size, most));
    const length = readSync(log, octets, 0, octets.length, size - octets.length);
    return octets.subarray(0, length);
  } catch {
    return Buffer.alloc(0);
  } finally {
    if (log !== null) closeSync(log);
  }
}
