/** The program as the calls of the contract use it. */
import type { EngineSnapshot } from '../engine/engineConfig.ts';
import type { Doctor } from '../host/doctor.ts';
import type { Hypervisors } from '../hypervisor/hypervisors.ts';
import type { AppContext } from './appContext.ts';
import type { DesktopServices } from './desktopServices.ts';
import type { EngineLike } from './engineLike.ts';
import type { RuntimeView } from './view/runtimeView.ts';
import type { VmPower } from './vms/vmPower.ts';

export interface AppServices {
  readonly app: AppContext;
  readonly engine: EngineLike;
  readonly hypervisors: Hypervisors;
  readonly doctor: Doctor;
  /** Null outside the desktop program, which alone can start at login and open a folder. */
  readonly desktop: DesktopServices | null;
  /** Checks again whether Host adapter is available. */
  checkHostAdapter(): Promise<void>;
  runtime(): RuntimeView;
  readonly snapshot: EngineSnapshot | null;
  readonly power: VmPower;
  /** Applies the settings to engine and guests. Resolves when that is done, or after a second. */
  settle(): Promise<void>;
}
