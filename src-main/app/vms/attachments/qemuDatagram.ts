/**
 * QEMU's `dgram` netdevs (R51): a pair of UDP ports on 127.0.0.1 for each adapter. The pair follows
 * from the adapter's identity, so that the same adapter gets the same pair again. It is free when it
 * is chosen, belongs to one adapter, and is then kept. A pair that another program has taken since is
 * replaced when the VM is started, or on request.
 */
import { createHash } from 'node:crypto';
import type { Attachment, AttachmentOf } from '../../../contract/attachment.ts';
import { AppError } from '../../appError.ts';
import type { AppContext } from '../../appContext.ts';
import { portId } from '../../desired/desiredState.ts';
import type { AttachmentRules } from './attachmentRules.ts';
import { refuseTap } from './tapDevice.ts';

type Ports = Omit<AttachmentOf<'qemuDatagram'>, 'kind'>;

/**
 * 20000–29999: below the range that Linux chooses from by itself (net.ipv4.ip_local_port_range
 * begins at 32768), where few services listen.
 */
const FIRST_PORT = 20_000;
const PAIRS = 5000;

export const qemuDatagram: AttachmentRules<'qemuDatagram'> = {
  vmKind: 'qemu',
  // The engine's socket is bound whether or not a guest is there.
  linkShowsGuest: false,
  linkShowsRunning: false,

  choose(app, { vm, n, others }, tap, current) {
    refuseTap(vm.name, tap);
    if (current?.kind === 'qemuDatagram') return current;
    const taken = takenPorts(app);
    for (const { attachment } of others) take(taken, attachment);
    return { kind: 'qemuDatagram', ...freePorts(portId(vm.id, n), taken) };
  },

  /** Our own guest has its port while it runs. */
  isLost(app, { guestPort }, { running, problem }) {
    return problem !== null || (!running && app.host.boundUdpPorts().has(guestPort));
  },

  link: ({ enginePort, guestPort }) => ({
    kind: 'qemuDatagram',
    localPort: enginePort,
    remotePort: guestPort,
  }),
  filteredNic: () => null,
  problem: ({ enginePort }, { vm, n }, reason) => ({
    code: 'cableUnusable',
    params: { vm, n, port: enginePort, reason },
  }),
  command: () => null,
};

/** Of any program, and of any guest that runs or may be started. */
function takenPorts(app: AppContext): Set<number> {
  const taken = new Set(app.host.boundUdpPorts());
  for (const { adapters, runningCards } of app.state.vms)
    for (const { attachment } of [...adapters, ...(runningCards ?? [])]) take(taken, attachment);
  return taken;
}

function take(taken: Set<number>, attachment: Attachment): void {
  if (attachment.kind === 'qemuDatagram')
    taken.add(attachment.enginePort).add(attachment.guestPort);
}

/** @throws AppError `noCablePortsLeft` */
function freePorts(identity: string, taken: ReadonlySet<number>): Ports {
  const start = createHash('sha256').update(identity).digest().readUInt32BE(0);
  for (let step = 0; step < PAIRS; step++) {
    const enginePort = FIRST_PORT + 2 * ((start + step) % PAIRS);
    const guestPort = enginePort + 1;
    if (!taken.has(enginePort) && !taken.has(guestPort)) return { enginePort, guestPort };
  }
  const last = FIRST_PORT + 2 * PAIRS - 1;
  throw new AppError('noCablePortsLeft', { first: FIRST_PORT, last });
}
