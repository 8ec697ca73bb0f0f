/**
 * The UDP ports of `dgram` cables (R51): a pair for each adapter, derived from its identity so that
 * it comes out the same again, free when it is chosen, given once, and then kept. A pair that
 * another program has taken since is replaced when the VM is started, or on request.
 */
import { createHash } from 'node:crypto';
import type { CablePorts, Netdev } from '../../../contract/vm.ts';
import type { EngineSnapshot } from '../../../engine/engineConfig.ts';
import type { AdapterRecord, VmRecord } from '../../../store/records.ts';
import { AppError } from '../../appError.ts';
import type { Desk } from '../../desk.ts';
import { portId } from '../../desired/desiredState.ts';

/**
 * 20000–29999: below what Linux gives out by itself (net.ipv4.ip_local_port_range begins at 32768),
 * in a stretch where few services live.
 */
const FIRST_PORT = 20_000;
const PAIRS = 5000;

/** The adapters with what `netdev` needs: ports that they have are kept. */
export function withPorts(
  desk: Desk,
  vmId: string,
  netdev: Netdev,
  adapters: readonly AdapterRecord[],
): AdapterRecord[] {
  if (netdev === 'stream') return adapters.map((adapter) => ({ ...adapter, ports: null }));
  const taken = takenPorts(desk);
  for (const { ports } of adapters) take(taken, ports);
  return adapters.map((adapter) => {
    const ports = adapter.ports ?? freePorts(portId(vmId, adapter.n), taken);
    take(taken, ports);
    return { ...adapter, ports };
  });
}

/**
 * The adapters with those ports alone that are still theirs, be it in a running guest: not where
 * the engine cannot have its own, nor where somebody has the guest's although no guest runs.
 */
export function withHeldPorts(
  desk: Desk,
  vm: VmRecord,
  snapshot: EngineSnapshot | null,
): AdapterRecord[] {
  const bound = desk.host.boundUdpPorts();
  return vm.adapters.map((adapter) => {
    const running = vm.runningCards?.find(({ n }) => n === adapter.n);
    const ports = adapter.ports ?? running?.ports ?? null;
    const link = snapshot?.ports.find(({ id }) => id === portId(vm.id, adapter.n));
    const isGuestsLost = vm.runningCards === null && ports !== null && bound.has(ports.guest);
    const isEnginesLost = (link?.problem ?? null) !== null;
    return { ...adapter, ports: isGuestsLost || isEnginesLost ? null : ports };
  });
}

function takenPorts(desk: Desk): Set<number> {
  const taken = new Set(desk.host.boundUdpPorts());
  for (const { adapters, runningCards } of desk.state.vms)
    for (const { ports } of [...adapters, ...(runningCards ?? [])]) take(taken, ports);
  return taken;
}

function take(taken: Set<number>, ports: CablePorts | null): void {
  if (ports !== null) taken.add(ports.engine).add(ports.guest);
}

/** @throws AppError `noCablePortsLeft` */
function freePorts(identity: string, taken: ReadonlySet<number>): CablePorts {
  const start = createHash('sha256').update(identity).digest().readUInt32BE(0);
  for (let step = 0; step < PAIRS; step++) {
    const engine = FIRST_PORT + 2 * ((start + step) % PAIRS);
    if (!taken.has(engine) && !taken.has(engine + 1)) return { engine, guest: engine + 1 };
  }
  const last = FIRST_PORT + 2 * PAIRS - 1;
  throw new AppError('noCablePortsLeft', { first: FIRST_PORT, last });
}
