/**
 * Open addressing with linear probing: what all hash tables of the engine share.
 * Read first: Knuth, TAOCP vol. 3, §6.4, algorithms L and R; ../address/hash.ts.
 *
 * Theory of operation
 * - A table has a power of two of slots. At least half of them stay free.
 * - A search begins at the home of its key and goes on to the next slot (`& mask`) until it finds
 *   the key or a free slot. Each table has a loop of its own for that, because frames wait for it.
 * - Removal moves later entries of the cluster back into the gap. So there are no tombstones, and a
 *   look-up costs the same after a year.
 */
export abstract class ProbedTable {
  protected abstract isFree(slot: number): boolean;
  /** The hash of the key in this slot; its low bits are the home. */
  protected abstract hashAt(slot: number): number;
  protected abstract move(from: number, to: number): void;
  protected abstract free(slot: number): void;

  /**
   * Removes the entry of this slot. Another entry may be in it afterwards.
   * @param mask number of slots - 1
   */
  protected removeAt(slot: number, mask: number): void {
    let gap = slot;
    for (let next = (slot + 1) & mask; !this.isFree(next); next = (next + 1) & mask) {
      // An entry may fill the gap unless that puts it before its home.
      if (((next - this.hashAt(next)) & mask) < ((next - gap) & mask)) continue;
      this.move(next, gap);
      gap = next;
    }
    this.free(gap);
  }
}
