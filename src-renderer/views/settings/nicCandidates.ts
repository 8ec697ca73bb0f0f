/** The host's NICs as candidates for a VM (R2): the wired one first, then the wireless one. */
import type { Nic } from '../../../src-main/contract/network.ts';

export interface NicCandidates {
  /**
   * The best wired NIC and the best wireless one, if they exist. The first of them is the default.
   */
  readonly suggested: readonly Nic[];
  readonly others: readonly Nic[];
}

/** In each group the most suitable NIC comes first. */
export function nicCandidates(nics: readonly Nic[]): NicCandidates {
  const best = (wireless: boolean): Nic | undefined =>
    nics
      .filter((nic) => nic.wireless === wireless)
      .toSorted((a, b) => readiness(b) - readiness(a))[0];
  const suggested = [best(false), best(true)].filter((nic) => nic !== undefined);
  // A wireless NIC that is up is better than a wired one without a cable.
  suggested.sort((a, b) => Number(b.up) - Number(a.up));
  return { suggested, others: nics.filter((nic) => !suggested.includes(nic)) };
}

/** Most important is that the NIC is up, then a default route, then an address. */
function readiness({ up, defaultRoute, addresses }: Nic): number {
  return (up ? 4 : 0) + (defaultRoute ? 2 : 0) + (addresses.length > 0 ? 1 : 0);
}
