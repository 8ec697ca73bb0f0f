/**
 * Moves cables on the map and in the list, with undo and redo.
 *
 * Theory of operation. A move is an adapter, where its cable was and where it goes; its undo is the
 * same with both ends exchanged. Moves run one after the other, and a move is recorded only after the
 * program has accepted it, so an undo never runs before its move. The place where the cable was is
 * read from the program, because the panel may be older than the last move. The map is drawn from the
 * panel only. A move that the program refuses is forgotten, and its problem is shown.
 */
import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import { PatchcordError, toProblem, type Problem } from '../../src-main/contract/errors.ts';
import type { Mode } from '../../src-main/contract/vm.ts';
import { useBridge } from '../bridge/bridge.ts';

/** Where a cable goes: a network, a NIC for which the program creates the network, or nowhere. */
export interface PlugTarget {
  readonly mode: Mode;
  readonly networkId: string | null;
  readonly nic: string | null;
}

export const UNPLUGGED: PlugTarget = { mode: 'none', networkId: null, nic: null };

export interface Move {
  readonly vmId: string;
  readonly n: number;
  readonly from: PlugTarget;
  readonly to: PlugTarget;
}

/** Number of moves that can be undone. */
const REMEMBERED = 100;

export const useWiring = defineStore('wiring', () => {
  const bridge = useBridge();
  const done = shallowRef<readonly Move[]>([]);
  const undone = shallowRef<readonly Move[]>([]);
  const latest = shallowRef<Move | null>(null);
  const refusal = shallowRef<Problem | null>(null);
  /** Number of moves that wait for the program. */
  const waiting = ref(0);
  let turn: Promise<void> = Promise.resolve();

  function inTurn(action: () => Promise<void>): Promise<void> {
    waiting.value++;
    turn = turn
      .then(() => (refusal.value = null))
      .then(action)
      .catch((error: unknown) => void (refusal.value = toProblem(error)))
      .finally(() => waiting.value--);
    return turn;
  }

  async function perform(move: Move): Promise<void> {
    const { vmId: vm, n, to } = move;
    const where = to.networkId === null ? { nic: to.nic } : { network: to.networkId };
    await bridge.call('adapter.set', { vm, n, mode: to.mode, ...where });
    latest.value = move;
  }

  async function currentTarget(vmId: string, n: number): Promise<PlugTarget> {
    const vm = await bridge.call('vm.get', { vm: vmId });
    const adapter = vm.adapters.find((one) => one.n === n);
    if (adapter === undefined) throw new PatchcordError('adapterUnknown', { vm: vm.name, n });
    return { mode: adapter.mode, networkId: adapter.networkId, nic: null };
  }

  function plug(vmId: string, n: number, to: PlugTarget): Promise<void> {
    return inTurn(async () => {
      const from = await currentTarget(vmId, n);
      if (from.mode === to.mode && from.networkId === to.networkId) return;
      const move = { vmId, n, from, to };
      await perform(move);
      done.value = [...done.value, move].slice(-REMEMBERED);
      undone.value = [];
    });
  }

  /** Unplugs a cable or plugs it in. It waits for the moves before it, but cannot be undone. */
  function setCable(vmId: string, n: number, cable: boolean): Promise<void> {
    return inTurn(async () => {
      await bridge.call('adapter.set', { vm: vmId, n, cable });
    });
  }

  function undo(): Promise<void> {
    return inTurn(async () => {
      const move = done.value.at(-1);
      if (move === undefined) return;
      done.value = done.value.slice(0, -1);
      await perform({ ...move, from: move.to, to: move.from });
      undone.value = [...undone.value, move];
    });
  }

  function redo(): Promise<void> {
    return inTurn(async () => {
      const move = undone.value.at(-1);
      if (move === undefined) return;
      undone.value = undone.value.slice(0, -1);
      await perform(move);
      done.value = [...done.value, move];
    });
  }

  return {
    plug,
    setCable,
    undo,
    redo,
    canUndo: computed(() => done.value.length > 0),
    canRedo: computed(() => undone.value.length > 0),
    busy: computed(() => waiting.value > 0),
    /** The last move, which may be an undo. For screen readers. */
    latest,
    refusal,
  };
});
