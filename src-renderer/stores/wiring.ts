/**
 * Cables moved on the map, and their undoing.
 *
 * Theory of operation. A move is one adapter's cable, where it was and where it went; its inverse is
 * the same the other way round. Moves are made in turn, each asked of the program and kept only when
 * the program took it, so that an undo never runs before what it undoes. Where a cable was is asked
 * of the program, too: the panel may not have heard of the move before. Nothing is drawn ahead: the
 * map follows the panel. A move that the program refuses is forgotten, its problem shown.
 */
import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import { PatchcordError, toProblem, type Problem } from '../../src-main/contract/errors.ts';
import type { Mode } from '../../src-main/contract/vm.ts';
import { useBridge } from '../bridge/bridge.ts';

/** Where a cable goes: into a network, into a NIC whose network the program makes, or nowhere. */
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

/** More than anybody remembers. */
const REMEMBERED = 100;

export const useWiring = defineStore('wiring', () => {
  const bridge = useBridge();
  const done = shallowRef<readonly Move[]>([]);
  const undone = shallowRef<readonly Move[]>([]);
  const latest = shallowRef<Move | null>(null);
  const refusal = shallowRef<Problem | null>(null);
  /** Moves asked of the program and not answered. */
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

  async function whereNow(vmId: string, n: number): Promise<PlugTarget> {
    const vm = await bridge.call('vm.get', { vm: vmId });
    const adapter = vm.adapters.find((one) => one.n === n);
    if (adapter === undefined) throw new PatchcordError('adapterUnknown', { vm: vm.name, n });
    return { mode: adapter.mode, networkId: adapter.networkId, nic: null };
  }

  function plug(vmId: string, n: number, to: PlugTarget): Promise<void> {
    return inTurn(async () => {
      const from = await whereNow(vmId, n);
      if (from.mode === to.mode && from.networkId === to.networkId) return;
      const move = { vmId, n, from, to };
      await perform(move);
      done.value = [...done.value, move].slice(-REMEMBERED);
      undone.value = [];
    });
  }

  /** Out of its adapter, or back in, where it leads as set: in turn with the moves, and none itself. */
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
    /** The move made last, an undoing too: to be said aloud. */
    latest,
    refusal,
  };
});
