/** A whole app on stand-ins. `patchcord.close()` frees its data directory. */
import type { DesktopServices } from '../../src-main/app/desktopServices.ts';
import { Patchcord } from '../../src-main/app/patchcord.ts';
import type { Problem } from '../../src-main/contract/errors.ts';
import type { Nic } from '../../src-main/contract/network.ts';
import type { Clock } from '../../src-main/engine/clock.ts';
import type { HostChanges } from '../../src-main/host/hostChanges.ts';
import type { HostAddress, NicFacts } from '../../src-main/host/nics.ts';
import { fakeWorld } from '../host/fakeWorld.ts';
import { StandInEngine, StandInHypervisor } from './standIns.ts';

export const wiredNic: Nic = {
  name: 'eth0',
  mac: '02-AA-BB-CC-DD-01',
  wireless: false,
  up: true,
  addresses: ['10.0.0.5/24'],
  defaultRoute: true,
};

export const ownAddresses: readonly HostAddress[] = [
  { nic: 'lo', address: '127.0.0.1', prefixLength: 8 },
  { nic: 'eth0', address: '10.0.0.5', prefixLength: 24 },
];

/**
 * What may be bridged by name: `eth0`, a port of a bridge, and what is no Ethernet; two TAPs, of
 * which a hypervisor holds one.
 */
const interfaces: Readonly<Record<string, NicFacts>> = {
  eth0: { ethernet: true, wireless: false, master: null, tap: null },
  wlan0: { ethernet: true, wireless: true, master: null, tap: null },
  eth1: { ethernet: true, wireless: false, master: 'br0', tap: null },
  tap0: { ethernet: true, wireless: false, master: null, tap: 'free' },
  tap1: { ethernet: true, wireless: false, master: null, tap: 'held' },
  tun0: { ethernet: false, wireless: false, master: null, tap: null },
};

/** A whole app on stand-ins; `patchcord.close()` frees its data directory. */
export interface StandInApp {
  readonly patchcord: Patchcord;
  readonly engine: StandInEngine;
  readonly hypervisor: StandInHypervisor;
  readonly dataDir: string;
}

export interface Place {
  readonly version?: string;
  readonly nics?: () => Nic[];
  readonly hostAddresses?: () => readonly HostAddress[];
  readonly boundUdpPorts?: () => ReadonlySet<number>;
  readonly changes?: HostChanges;
  readonly hostAdapter?: () => Promise<Problem | null>;
  readonly desktop?: DesktopServices;
  readonly clock?: Clock;
  readonly random?: (octets: number) => Uint8Array;
  readonly nic?: (name: string) => NicFacts | null;
  /** Where the hypervisor's sockets are. Default: in the data directory. */
  readonly hypervisorDir?: string;
}

export async function openStandInApp(dataDir: string, place: Place = {}): Promise<StandInApp> {
  const engine = new StandInEngine();
  const hypervisor = new StandInHypervisor(place.hypervisorDir ?? dataDir);
  const patchcord = await Patchcord.open({
    version: '1.2.3',
    nics: () => [wiredNic],
    hostAddresses: () => ownAddresses,
    boundUdpPorts: () => new Set(),
    nic: (name) => interfaces[name] ?? null,
    hostAdapter: () => Promise.resolve(null),
    world: fakeWorld({}),
    ...place,
    dataDir,
    engine,
    hypervisors: { qemu: hypervisor, none: null },
  });
  return { patchcord, engine, hypervisor, dataDir };
}
