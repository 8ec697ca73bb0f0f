/** The host's NICs as candidates for a VM (R2): the wired one first, then the wireless one. */
import type { Nic } from '../../../src-main/contract/network.ts';

export interface NicCandidates {
  /** The best wired one and the best wireless one, where they are: the first is chosen at first. */
  readonly suggested: readonly Nic[];
  readonly others: readonly Nic[];
}

/** Of each sort the one that is most ready comes first. */
export function nicCandidates(nics: readonly Nic[]): NicCandidates {
  const best = (wireless: boolean): Nic | undefined =>
    nics
      .filter((nic) => nic.wireless === wireless)
      .toSorted((a, b) => readiness(b) - readiness(a))[0];
  const suggested = [best(false), best(true)].filter((nic) => nic !== undefined);
  // A wired one without a cable is no better than a wireless one that is up.
  suggested.sort((a, b) => Number(b.up) - Number(a.up));
  return { suggested, others: nics.filter((nic) => !suggested.includes(nic)) };
}

/** A cable counts most, then being the way to the internet, then an address. */
function readiness({ up, defaultRoute, addresses }: Nic): number {
  return (up ? 4 : 0) + (defaultRoute ? 2 : 0) + (addresses.length > 0 ? 1 : 0);
}
