/** Check: no Shared network uses addresses that this computer reaches through a NIC or a VPN (R33). */
import type { ErrorParams } from '../../contract/errors.ts';
import { type HostCheck, ok, warning } from './hostCheck.ts';

/** `clashes`: each has network, subnet, nic and address. */
export function freeSubnetCheck(clashes: () => readonly ErrorParams[]): HostCheck {
  return {
    id: 'free-subnet',
    check() {
      const [first] = clashes();
      return first === undefined ? ok('subnetsFree') : warning('subnetTaken', first);
    },
  };
}
