/** The choices for an adapter's cable on the map, as lines of a menu. */
import type { Problem } from '../../../src-main/contract/errors.ts';
import type { Adapter } from '../../../src-main/contract/vm.ts';
import { modeIcon } from '../../components/cable.ts';
import type { IconName } from '../../components/icon/iconShapes.ts';
import { UNPLUGGED, type PlugTarget } from '../../stores/wiring.ts';
import { t } from '../../text/text.ts';
import { isPlugged, receivers, type MapGraph, type Receiver } from './mapGraph.ts';

/** Plugs the cable into a network, or unplugs it, or plugs it in again. */
export type CableAction = { readonly target: PlugTarget } | { readonly cable: boolean };

export interface CableChoice {
  readonly text: string;
  readonly icon: IconName;
  readonly hue: string;
  /** Why it cannot be chosen; null: it can. */
  readonly refusal: Problem | null;
  /** The present state. */
  readonly current: boolean;
  readonly action: CableAction;
}

export function cableChoices(adapter: Adapter, graph: MapGraph): CableChoice[] {
  return [
    ...receivers(graph).map((receiver) => receiverChoice(adapter, receiver, graph)),
    ...(adapter.mode === 'none' ? [] : [toggleChoice(adapter.cable)]),
    {
      text: t('words.mode.none'),
      icon: modeIcon.none,
      hue: 'cable-none',
      refusal: null,
      current: adapter.mode === 'none',
      action: { target: UNPLUGGED },
    },
  ];
}

function receiverChoice(adapter: Adapter, receiver: Receiver, graph: MapGraph): CableChoice {
  const { target, refusal } = receiver;
  const found = graph.networks.find(({ network }) => network.id === target.networkId);
  return {
    text:
      found === undefined
        ? t('map.nicChoice', { nic: target.nic ?? '' })
        : t('words.connection', {
            mode: t(`words.mode.${found.network.kind}`),
            network: found.network.name,
          }),
    icon: modeIcon[target.mode],
    hue: found?.hue ?? 'cable-host-0',
    refusal,
    current: isPlugged(adapter, receiver),
    action: { target },
  };
}

function toggleChoice(cable: boolean): CableChoice {
  return {
    text: t(cable ? 'words.unplugCable' : 'words.plugCable'),
    icon: cable ? 'unplugged' : 'plug',
    hue: '',
    refusal: null,
    current: false,
    action: { cable: !cable },
  };
}
