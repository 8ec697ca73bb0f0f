/**
 * Changes numbered from 0, each with one known effect: what must be there after `count` of them is
 * a function of `count`. Networks and VMs come and go in blocks of six changes, so that the
 * database stays small however many are made.
 */
import type { Handlers } from '../../src-main/contract/server.ts';
import type { Store } from '../../src-main/store/store.ts';

const PER_BLOCK = 6;
/** Blocks after which a VM and a network are removed again. */
const LIFETIME = 5;

export async function makeChange(handlers: Handlers, number: number): Promise<void> {
  const block = Math.floor(number / PER_BLOCK);
  const [vm, network] = [`vm ${block}`, `net ${block}`];
  const old = block - LIFETIME;
  const steps: (() => unknown)[] = [
    () => handlers['network.add']({ name: network, kind: 'internal', nic: null }),
    () =>
      handlers['vm.add']({
        ...{ name: vm, command: null, attachment: { kind: 'qemuStream' } },
        ...{ mode: 'internal', network },
      }),
    () => handlers['adapter.add']({ vm, mode: 'none' }),
    () => handlers['vm.set']({ vm, name: `done ${block}`, command: `run ${block}` }),
    () =>
      old < 0
        ? handlers['network.set']({ network: 'Shared', change: { mtu: 1500 + block } })
        : handlers['vm.remove']({ vm: `done ${old}` }),
    () =>
      old < 0
        ? handlers['network.set']({ network: 'Internal', change: { mtu: 1500 + block } })
        : handlers['network.remove']({ network: `net ${old}`, unplug: false }),
  ];
  await steps[number % PER_BLOCK]!();
}

/** One line per thing that must be there. */
export function expectedAfter(count: number): string[] {
  const lines: string[] = [];
  const done = (block: number): number =>
    Math.min(Math.max(count - block * PER_BLOCK, 0), PER_BLOCK);
  const newest = Math.floor(count / PER_BLOCK);
  for (let block = Math.max(0, newest - LIFETIME - 1); block <= newest; block++) {
    const steps = done(block);
    const removals = done(block + LIFETIME);
    if (steps >= 1 && removals < 6) lines.push(`network net ${block}`);
    if (steps >= 2 && removals < 5)
      lines.push(
        `${steps >= 4 ? `done ${block} run ${block}` : `vm ${block} null`}: 1 net ${block}` +
          (steps >= 3 ? ', 2 nothing' : ''),
      );
  }
  for (const [name, step] of [
    ['Shared', 5],
    ['Internal', 6],
  ] as const) {
    let mtu = 1500;
    for (let block = 0; block < LIFETIME; block++) if (done(block) >= step) mtu = 1500 + block;
    lines.push(`network ${name} ${mtu}`);
  }
  return lines.sort();
}

export function found(store: Store): string[] {
  const networks = store.networks.list();
  const plugged = (networkId: string | null): string =>
    networks.find(({ id }) => id === networkId)?.name ?? 'nothing';
  const vms = store.vms.list().map(({ name, command, adapters }) => {
    const cables = adapters.map(({ n, networkId }) => `${n} ${plugged(networkId)}`);
    return `${name} ${command}: ${cables.join(', ')}`;
  });
  const lines = networks.map(({ name, mtu }) =>
    name.startsWith('net ') ? `network ${name}` : `network ${name} ${mtu}`,
  );
  return [...vms, ...lines].sort();
}
