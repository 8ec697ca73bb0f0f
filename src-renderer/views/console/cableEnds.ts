/** The ends that a menu offers for a cable: nothing, a network, a NIC of the host. */
import type { Status } from '../../../src-main/contract/activity.ts';
import type { Network } from '../../../src-main/contract/network.ts';
import type { Adapter, Mode } from '../../../src-main/contract/vm.ts';
import { cableHue, cableText, type Cable } from '../../components/cable.ts';
import type { PlugTarget } from '../../stores/wiring.ts';

export interface CableEnd {
  readonly key: string;
  readonly target: PlugTarget;
  readonly text: string;
  readonly hue: string;
  /** This kind of connection is unavailable at present. */
  readonly barred: boolean;
}

const MODES: readonly Mode[] = ['none', 'shared', 'internal', 'host'];

/** A kind that has no network yet is offered by its kind; the program then creates the network. */
export function cableEnds(networks: readonly Network[], modes: Status['modes']): CableEnd[] {
  return MODES.flatMap((mode) => {
    const barred = modes.some((one) => one.mode === mode && one.problem !== null);
    const ofKind = networks.filter(({ kind }) => kind === mode);
    const ends = ofKind.map(({ id, name, nic }) => ({ networkId: id, network: name, nic }));
    const alone = mode === 'none' || mode === 'host' ? [nowhere] : [];
    return (ends.length > 0 ? ends : alone).map((end) => {
      const cable: Cable = { mode, ...end };
      return {
        key: end.networkId ?? mode,
        target: { mode, networkId: end.networkId, nic: null },
        text: cableText(cable, networks),
        hue: cableHue(cable, networks),
        barred,
      };
    });
  });
}

const nowhere = { networkId: null, network: null, nic: null } as const;

/** The key of the end that an adapter is plugged into. */
export function endOf({ mode, networkId }: Adapter): string {
  return networkId ?? mode;
}
