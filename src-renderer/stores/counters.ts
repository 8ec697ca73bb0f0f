/** Reads the counters of `activity` events. */

/** The key of an adapter in the stores: its VM's id and its number. */
export function adapterKey(vmId: string, n: number): string {
  return `${vmId}/${n}`;
}

/** Octets counted since `before`. A counter that decreased belongs to a new engine. */
export function grown(before: number | undefined, now: number): number {
  if (before === undefined) return 0;
  return now >= before ? now - before : now;
}
