/** `patchcord network reserve …` and `patch …`: reserved addresses and patch cables. */
import type { Command } from 'commander';
import type { CommandSession } from '../commandSession.ts';
import { adapterOrMac } from '../keyValue.ts';
import { formatNetwork } from '../networkText.ts';

export function addNetworkCableCommands(network: Command, session: CommandSession): void {
  addReservations(network, session);
  for (const [name, call, description] of [
    ['patch', 'network.patch', 'connect two networks with a patch cable'],
    ['unpatch', 'network.unpatch', 'remove the patch cable between two networks'],
  ] as const)
    network
      .command(name)
      .description(description)
      .argument('<net>')
      .argument('<other>')
      .action(async (near: string, to: string) => {
        const changed = await session.call(call, { network: near, to });
        session.print(changed, formatNetwork(changed));
      });
}

function addReservations(network: Command, session: CommandSession): void {
  network
    .command('reserve')
    .description('reserve an address for an adapter')
    .argument('<net>')
    .argument('<vm[:n]|mac>', 'the VM, and its adapter (default 1); or a MAC address')
    .argument('<address>')
    .action((name: string, owner: string, address: string) =>
      reserve(session, name, owner, address),
    );
  network
    .command('unreserve')
    .description('cancel the reservation of an adapter')
    .argument('<net>')
    .argument('<vm[:n]|mac>')
    .action((name: string, owner: string) => reserve(session, name, owner, null));
}

async function reserve(
  session: CommandSession,
  network: string,
  owner: string,
  address: string | null,
): Promise<void> {
  const mac = await macOf(session, owner);
  const changed = await session.call('network.reserve', { network, mac, address });
  session.print(changed, formatNetwork(changed));
}

/** An unknown adapter is passed on to a call that refuses it, which gives the program's own error. */
async function macOf(session: CommandSession, owner: string): Promise<string> {
  const named = adapterOrMac(owner);
  if (typeof named === 'string') return named;
  const { adapters } = await session.call('vm.get', { vm: named.vm });
  const adapter = adapters.find(({ n }) => n === named.n);
  if (adapter !== undefined) return adapter.mac;
  const { adapters: all } = await session.call('adapter.set', named);
  return all.find(({ n }) => n === named.n)!.mac;
}
