/** Check: at least one NIC can be used as a Host adapter. */
import { existsSync } from 'node:fs';
import type { Nic } from '../../contract/network.ts';
import { type HostCheck, ok, warning } from './hostCheck.ts';

const hasMaster = (name: string): boolean => existsSync(`/sys/class/net/${name}/master`);

/** `isTaken`: the NIC is a port of a bridge or bond, which receives the host's frames. */
export function networkCardsCheck(
  nics: () => readonly Nic[],
  isTaken: (name: string) => boolean = hasMaster,
): HostCheck {
  return {
    id: 'network-cards',
    check() {
      const all = nics();
      if (all.length === 0) return warning('noCards');
      const taken = all.filter(({ name }) => isTaken(name));
      if (taken.length > 0) return warning('cardsTaken', { nics: listed(taken) });
      const up = all.filter((nic) => nic.up);
      return up.length === 0
        ? warning('noCardUp', { nics: listed(all) })
        : ok('cardsUsable', { nics: listed(up) });
    },
  };
}

function listed(nics: readonly Nic[]): string {
  return nics.map(({ name }) => name).join(', ');
}
