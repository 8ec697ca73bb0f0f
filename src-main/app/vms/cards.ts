/**
 * A VM's cards as set, and as they are: a running guest keeps the number of cards, their MACs,
 * models and attachments that it was started with, while its cables follow what is set (R5). Other
 * changes take effect at its next start; until then the VM has the problem `restartNeeded`.
 */
import { isDeepStrictEqual } from 'node:util';
import type { VmSpec } from '../../hypervisor/hypervisor.ts';
import type { EngineSnapshot } from '../../engine/engineConfig.ts';
import type { AdapterRecord, RunningCardRecord, VmRecord } from '../../store/records.ts';

/** The cards that the guest has now, or would have if it were started now. */
export function presentCards(vm: VmRecord): readonly AdapterRecord[] {
  return vm.runningCards?.map((card) => presentCard(vm, card)) ?? vm.adapters;
}

/** A card whose adapter was removed meanwhile stays in its guest, unplugged. */
function presentCard(vm: VmRecord, card: RunningCardRecord): AdapterRecord {
  const adapter = vm.adapters.find(({ n }) => n === card.n);
  return adapter === undefined
    ? { mode: 'none', networkId: null, cable: true, policy: {}, ...card }
    : { ...adapter, ...card };
}

/**
 * The network that a card's cable reaches now. Null while the cable is pulled out (R6) or
 * everything is paused (R61).
 */
export function reachedNetwork(
  { cable, networkId }: Pick<AdapterRecord, 'cable' | 'networkId'>,
  paused: boolean,
): string | null {
  return cable && !paused ? networkId : null;
}

/** What the guest gets if it starts now. It is stored while the guest runs. */
export function startingCards(vm: VmRecord): RunningCardRecord[] {
  return vm.adapters.map(({ n, mac, model, attachment }) => ({ n, mac, model, attachment }));
}

export function restartNeeded(vm: VmRecord): boolean {
  const { runningCards } = vm;
  if (runningCards === null) return false;
  const wanted = startingCards(vm);
  return (
    wanted.length !== runningCards.length ||
    wanted.some((card) => !runningCards.some((running) => isDeepStrictEqual(card, running)))
  );
}

/**
 * The VM for its hypervisor, with the cards to start with, or the cards that the guest has. A cable
 * also counts as pulled out while the NIC of its network is not attached (R20).
 */
export function vmSpec(
  vm: VmRecord,
  adapters: readonly AdapterRecord[],
  snapshot: EngineSnapshot | null,
  paused: boolean,
): VmSpec {
  const isDown = (id: string): boolean =>
    snapshot?.uplinks.some(({ networkId, attached }) => networkId === id && !attached) ?? false;
  const isPlugged = (card: AdapterRecord): boolean => {
    const reached = reachedNetwork(card, paused);
    return reached !== null && !isDown(reached);
  };
  return {
    id: vm.id,
    name: vm.name,
    command: vm.command,
    cards: adapters.map((card) => {
      const { n, mac, model, networkId, attachment } = card;
      return { n, mac, model, plugged: isPlugged(card), networkId, attachment };
    }),
  };
}
