/**
 * The changes in a VM's Settings that are not applied yet.
 *
 * Theory of operation. A draft is a base (the VM in the latest panel) and edits over it. Only
 * changed values are edits; all others follow the base when another face changes it. An edit with
 * the value of the base is removed. Mode, network and NIC of a cable are one edit, because they
 * belong together. If another face removes an adapter with edits, the adapter becomes an added one,
 * so that no edit is lost. If another face takes the number of an added adapter, the adapter moves
 * to a free number.
 * Left out: checking (vmFaults.ts), sending (vmApplyArgs.ts, useVmDraft.ts).
 */
import {
  ADAPTERS_PER_VM,
  type CardModel,
  type Mode,
  type Vm,
} from '../../../src-main/contract/vm.ts';
import { deepEqual } from '../../deepEqual.ts';

export interface Connection {
  readonly mode: Mode;
  /** Id of the network. */
  readonly network: string | null;
  readonly nic: string | null;
  /** Name of an internal network to create, or null. */
  readonly newNetwork: string | null;
}

export interface AdapterDraft extends Connection {
  readonly n: number;
  readonly cable: boolean;
  readonly mac: string;
  readonly model: CardModel;
}

export interface ForwardRule {
  readonly n: number;
  readonly protocol: 'tcp' | 'udp';
  readonly address: string;
  readonly port: number;
  readonly guestPort: number;
}

/** A rule that is not created yet. */
export interface ForwardDraft extends ForwardRule {
  /** Identifies the rule within this dialog. */
  readonly key: number;
}

export interface AdapterEdits {
  readonly connection?: Connection;
  readonly cable?: boolean;
  readonly mac?: string;
  readonly model?: CardModel;
}

export interface VmEdits {
  readonly name?: string;
  readonly command?: string;
  readonly adapters: Readonly<Record<number, AdapterEdits>>;
  readonly added: readonly AdapterDraft[];
  readonly removed: readonly number[];
  readonly addedForwards: readonly ForwardDraft[];
  /** By id. */
  readonly changedForwards: Readonly<Record<string, ForwardRule>>;
  readonly removedForwards: readonly string[];
}

export const noEdits: VmEdits = {
  adapters: {},
  added: [],
  removed: [],
  addedForwards: [],
  changedForwards: {},
  removedForwards: [],
};

/** The rule of a forward or a draft, without their other fields. */
export function plainRule({ n, protocol, address, port, guestPort }: ForwardRule): ForwardRule {
  return { n, protocol, address, port, guestPort };
}

export function hasEdits(edits: VmEdits): boolean {
  return edits.name !== undefined || edits.command !== undefined || touchesLists(edits);
}

function touchesLists(edits: VmEdits): boolean {
  return touchesAdapters(edits) || touchesForwards(edits);
}

export function touchesForwards(edits: VmEdits): boolean {
  const changed = Object.keys(edits.changedForwards).length;
  return edits.addedForwards.length + edits.removedForwards.length + changed > 0;
}

export function touchesAdapters(edits: VmEdits): boolean {
  return (
    Object.keys(edits.adapters).length > 0 || edits.added.length > 0 || edits.removed.length > 0
  );
}

/** The adapters that the VM would have, sorted by number. */
export function draftAdapters(base: Vm, edits: VmEdits): AdapterDraft[] {
  const kept = baseAdapters(base)
    .filter((adapter) => !edits.removed.includes(adapter.n))
    .map((adapter) => overlaid(adapter, edits.adapters[adapter.n] ?? {}));
  return [...kept, ...edits.added].sort((a, b) => a.n - b.n);
}

function baseAdapters(base: Vm): AdapterDraft[] {
  return base.adapters.map(({ n, mode, networkId, nic, cable, mac, model }) => {
    // The network of a NIC follows from the NIC.
    const network = mode === 'host' ? null : networkId;
    return { n, mode, network, nic, newNetwork: null, cable, mac, model };
  });
}

function overlaid(adapter: AdapterDraft, edits: AdapterEdits): AdapterDraft {
  const { connection, ...rest } = edits;
  return { ...adapter, ...connection, ...rest };
}

export const connectionOf = ({ mode, network, nic, newNetwork }: AdapterDraft): Connection => {
  return { mode, network, nic, newNetwork };
};

function without<T extends object, K extends keyof T>(whole: T, key: K): Omit<T, K> {
  const rest = Object.entries(whole).filter(([name]) => name !== String(key));
  return Object.fromEntries(rest) as Omit<T, K>;
}

export function withName(base: Vm, edits: VmEdits, name: string): VmEdits {
  return name === base.name ? without(edits, 'name') : { ...edits, name };
}

export function withCommand(base: Vm, edits: VmEdits, command: string): VmEdits {
  return command === (base.command ?? '') ? without(edits, 'command') : { ...edits, command };
}

export function withAdapter(base: Vm, edits: VmEdits, n: number, change: AdapterEdits): VmEdits {
  if (edits.added.some((adapter) => adapter.n === n))
    return { ...edits, added: edits.added.map((a) => (a.n === n ? overlaid(a, change) : a)) };
  const original = baseAdapters(base).find((adapter) => adapter.n === n);
  if (original === undefined) return edits;
  const { [n]: before, ...others } = edits.adapters;
  const touched = pruned(original, { ...before, ...change });
  const adapters = Object.keys(touched).length > 0 ? { ...others, [n]: touched } : others;
  return { ...edits, adapters };
}

/** Without edits that equal the original. */
function pruned(original: AdapterDraft, edits: AdapterEdits): AdapterEdits {
  const { connection, cable, mac, model } = edits;
  return {
    ...(connection && !deepEqual(connection, connectionOf(original)) && { connection }),
    ...(cable !== undefined && cable !== original.cable && { cable }),
    ...(mac !== undefined && mac !== original.mac && { mac }),
    ...(model !== undefined && model !== original.model && { model }),
  };
}

/** The lowest free number, or null if all are taken. */
export function freeNumber(adapters: readonly { readonly n: number }[]): number | null {
  for (let n = 1; n <= ADAPTERS_PER_VM; n++)
    if (!adapters.some((adapter) => adapter.n === n)) return n;
  return null;
}

/** A removed number that is added again becomes a change of that adapter. */
export function withAdded(base: Vm, edits: VmEdits, adapter: AdapterDraft): VmEdits {
  if (!edits.removed.includes(adapter.n)) return { ...edits, added: [...edits.added, adapter] };
  const removed = edits.removed.filter((n) => n !== adapter.n);
  const { n, cable, mac, model } = adapter;
  return withAdapter(base, { ...edits, removed }, n, {
    connection: connectionOf(adapter),
    cable,
    mac,
    model,
  });
}

export function withRemoved(edits: VmEdits, n: number): VmEdits {
  const adapters = without(edits.adapters, n);
  const addedForwards = edits.addedForwards.filter((forward) => forward.n !== n);
  if (edits.added.some((adapter) => adapter.n === n))
    return { ...edits, addedForwards, added: edits.added.filter((adapter) => adapter.n !== n) };
  return { ...edits, adapters, addedForwards, removed: [...edits.removed, n] };
}

/** The edits made after `sent` was sent and applied. */
export function editsSince(sent: VmEdits, now: VmEdits): VmEdits {
  // Once the panel shows a new adapter, the edit that added it is a change of it.
  const sentAdapters: Record<number, AdapterEdits> = { ...sent.adapters };
  for (const adapter of sent.added) sentAdapters[adapter.n] = { connection: connectionOf(adapter) };
  const isNew = <T>(edit: T, edits: readonly T[]): boolean =>
    !edits.some((other) => deepEqual(edit, other));
  let next: VmEdits = {
    ...now,
    adapters: edited(now.adapters, sentAdapters),
    added: now.added.filter((adapter) => isNew(adapter, sent.added)),
    addedForwards: now.addedForwards.filter((forward) => isNew(forward, sent.addedForwards)),
    changedForwards: edited(now.changedForwards, sent.changedForwards),
    removedForwards: now.removedForwards.filter((id) => !sent.removedForwards.includes(id)),
  };
  if (now.name === sent.name) next = without(next, 'name');
  if (now.command === sent.command) next = without(next, 'command');
  return next;
}

/** The entries of `now` that differ from those of `before`. */
function edited<T>(
  now: Readonly<Record<string, T>>,
  before: Readonly<Record<string, unknown>>,
): Record<string, T> {
  const entries = Object.entries(now).filter(([key, edit]) => !deepEqual(edit, before[key]));
  return Object.fromEntries(entries);
}

/** The edits over a base that has changed from `before` to `after`. */
export function rebased(before: Vm, after: Vm, edits: VmEdits): VmEdits {
  const present = (n: number): boolean => after.adapters.some((adapter) => adapter.n === n);
  const orphans = draftAdapters(before, edits).filter(
    (adapter) => !present(adapter.n) && edits.adapters[adapter.n] !== undefined,
  );
  let next: VmEdits = {
    ...edits,
    adapters: {},
    added: [],
    removed: edits.removed.filter(present),
  };
  for (const [n, change] of Object.entries(edits.adapters))
    next = withAdapter(after, next, Number(n), change);
  for (const adapter of [...orphans, ...edits.added]) next = placed(after, next, adapter);
  if (edits.name !== undefined) next = withName(after, next, edits.name);
  if (edits.command !== undefined) next = withCommand(after, next, edits.command);
  return next;
}

/**
 * Keeps an added adapter at its number, or at a free one; without a free one it is dropped. If the
 * VM has an adapter with its MAC, it was applied and the answer was lost: it is not added twice.
 */
function placed(base: Vm, edits: VmEdits, adapter: AdapterDraft): VmEdits {
  const { cable, model } = adapter;
  const twin = base.adapters.find(({ mac }) => mac === adapter.mac);
  if (twin !== undefined)
    return withAdapter(base, edits, twin.n, { connection: connectionOf(adapter), cable, model });
  const others = draftAdapters(base, edits);
  const n = others.some((other) => other.n === adapter.n) ? freeNumber(others) : adapter.n;
  return n === null ? edits : { ...edits, added: [...edits.added, { ...adapter, n }] };
}
