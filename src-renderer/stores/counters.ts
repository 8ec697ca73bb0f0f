/** Reading the counters of `activity` events. */

/** What stores know an adapter by: a VM's id and the adapter's number. */
export function adapterKey(vmId: string, n: number): string {
  return `${vmId}/${n}`;
}

/** Octets counted since; counters that went backwards belong to a new engine and start over. */
export function grown(before: number | undefined, now: number): number {
  if (before === undefined) return 0;
  return now >= before ? now - before : now;
}
