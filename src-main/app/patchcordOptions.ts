/** Options of `Patchcord.open`. Defaults come from this computer. */
import { randomBytes } from 'node:crypto';
import type { Problem } from '../contract/errors.ts';
import type { Nic } from '../contract/network.ts';
import { type Clock, systemClock } from '../engine/clock.ts';
import { hostAdapterProblem } from '../host/hostAdapter.ts';
import { HostChanges } from '../host/hostChanges.ts';
import { type HostWorld, thisComputer } from '../host/hostWorld.ts';
import { type HostAddress, type NicFacts, readHostAddresses, readNicFacts } from '../host/nics.ts';
import { readBoundUdpPorts } from '../host/udpPorts.ts';
import type { Hypervisors } from '../hypervisor/hypervisors.ts';
import type { AppLog } from './appLog.ts';
import type { DesktopServices } from './desktopServices.ts';
import type { EngineLike } from './engineLike.ts';

export interface PatchcordOptions {
  readonly dataDir: string;
  readonly version: string;
  readonly hypervisors: Hypervisors;
  readonly engine: EngineLike;
  /** NICs that guests can be bridged to. */
  readonly nics: () => Nic[];
  /** IPv4 addresses of the host. */
  readonly hostAddresses?: () => readonly HostAddress[];
  /** UDP ports in use. */
  readonly boundUdpPorts?: () => ReadonlySet<number>;
  /** Changes on the host that outlive this process. */
  readonly changes?: HostChanges;
  /** Facts about an interface of this computer, by its name. */
  readonly nic?: (name: string) => NicFacts | null;
  /** Why Host adapter is not available; null: it is. */
  readonly hostAdapter?: () => Promise<Problem | null>;
  /** What the set-up checks inspect. */
  readonly world?: HostWorld;
  /** Only in the desktop program. */
  readonly desktop?: DesktopServices | null;
  readonly clock?: Clock;
  readonly random?: (octets: number) => Uint8Array;
  readonly log?: AppLog;
}

export type CompleteOptions = Required<PatchcordOptions>;

export function completeOptions(options: PatchcordOptions): CompleteOptions {
  return {
    hostAddresses: readHostAddresses,
    boundUdpPorts: readBoundUdpPorts,
    changes: new HostChanges(options.dataDir),
    nic: readNicFacts,
    hostAdapter: hostAdapterProblem,
    world: thisComputer,
    desktop: null,
    clock: systemClock,
    random: randomBytes,
    log: { warn: () => undefined },
    ...options,
  };
}
