/**
 * Whether Host adapter is available, that is, whether this process or the helper has the privileges.
 * Used when a connection is chosen. The doctor's checks are more thorough.
 */
import { HELPER_VERSION, INSTALLED_HELPER, findHelper } from '../../native/lib/helperProgram.ts';
import { loadNativeModule } from '../../native/lib/nativeModule.ts';
import type { Problem } from '../contract/errors.ts';
import { type HostWorld, thisComputer } from './hostWorld.ts';

interface Parts {
  readonly world: HostWorld;
  readonly findHelper: () => string | null;
  readonly hasModule: () => boolean;
}

const here: Parts = { world: thisComputer, findHelper, hasModule };

/** Null: available. */
export async function hostAdapterProblem(parts: Partial<Parts> = {}): Promise<Problem | null> {
  const { world, findHelper: find, hasModule: has } = { ...here, ...parts };
  if (!has()) return { code: 'nativeModuleMissing', params: {} };
  if (world.privileged()) return null;
  const path = find();
  if (path === null) return { code: 'helperMissing', params: { path: INSTALLED_HELPER } };
  const { status, output } = await world.run(path, ['version']);
  if (status === 'EACCES') return { code: 'notInGroup', params: { path } };
  if (output.startsWith('notCapable')) return { code: 'helperNotCapable', params: {} };
  if (output !== `patchcord-helper ${HELPER_VERSION}`)
    return { code: 'helperOutdated', params: {} };
  return null;
}

function hasModule(): boolean {
  try {
    return loadNativeModule() !== null;
  } catch {
    return false;
  }
}
