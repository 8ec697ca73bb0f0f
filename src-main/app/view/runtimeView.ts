/** The state of engine, guests and host at one moment. Faces show it beside the settings. */
import type { EngineState } from '../../contract/activity.ts';
import type { Problem } from '../../contract/errors.ts';
import type { EngineSnapshot } from '../../engine/engineConfig.ts';
import type { HostAddress } from '../../host/nics.ts';
import type { VmReport } from '../../hypervisor/hypervisor.ts';

export interface RuntimeView {
  readonly version: string;
  readonly dataDir: string;
  readonly engine: { readonly state: EngineState; readonly restarts: number };
  /** Null while the engine is not up. */
  readonly snapshot: EngineSnapshot | null;
  readonly report: (vmId: string) => VmReport;
  /** The bridge or bond that takes the frames of a NIC, or null. */
  readonly masterOf: (nic: string) => string | null;
  readonly hostAddresses: readonly HostAddress[];
  /** Why Host adapter is not available; null: it is. */
  readonly hostAdapter: Problem | null;
  /** Damaged databases that were kept aside, by file name. */
  readonly damaged: readonly string[];
}
