/**
 * Imports a settings file: VMs and networks of a known name are changed, others are added, and
 * everything else stays. An import is one transaction and runs the same use cases as every other
 * change. A preview does the import and then undoes it. What this computer lacks (a NIC, a free
 * subnet, an unused MAC) does not stop an import: the import uses a substitute and adds a note. Any
 * other fault refuses the whole file.
 */
import { isDeepStrictEqual } from 'node:util';
import type { CheckedArgs } from '../../contract/contract.ts';
import type { Problem } from '../../contract/errors.ts';
import type { FilePatch, ImportSummary, SettingsFile } from '../../contract/settingsFile.ts';
import type { AppContext } from '../appContext.ts';
import { findNetwork } from '../desired/desiredState.ts';
import { importNetwork } from './importedNetwork.ts';
import { importVm } from './importedVm.ts';
import { addPatch, patchedDirectly } from '../networks/patchCables.ts';
import { exportSettings } from './settingsExport.ts';
import { parseSettings } from './settingsText.ts';
import { writePreferences } from '../preferences/storedPreferences.ts';

/** Thrown at the end of a preview, so that the transaction is undone. */
class PreviewEnd extends Error {
  readonly summary: ImportSummary;

  constructor(summary: ImportSummary) {
    super('the preview ends here');
    this.summary = summary;
  }
}

/** @throws AppError what `parseSettings`, `importNetwork` and `importVm` throw */
export function importSettings(
  app: AppContext,
  { text, apply }: CheckedArgs<'settings.import'>,
): ImportSummary {
  const file = parseSettings(text);
  const before = exportSettings(app.state);
  try {
    return app.atomically(() => {
      const notes = importAll(app, file);
      const summary = { ...changesBetween(before, exportSettings(app.state)), notes };
      if (!apply) throw new PreviewEnd(summary);
      return summary;
    });
  } catch (error) {
    if (error instanceof PreviewEnd) return error.summary;
    throw error;
  }
}

function importAll(app: AppContext, file: SettingsFile): Problem[] {
  const notes: Problem[] = [];
  const networks = new Map<string, string | null>();
  for (const network of file.networks)
    networks.set(network.name, importNetwork(app, network, notes));
  for (const patch of file.patches) importPatch(app, patch);
  for (const vm of file.vms) importVm(app, vm, networks, notes);
  app.commit((store) => writePreferences(store, file.preferences));
  return notes;
}

/** Adds the cable unless it exists. */
function importPatch(app: AppContext, { one, other }: FilePatch): void {
  const { id } = findNetwork(app.state, one);
  const isThere = patchedDirectly(app.state, id).some(({ name }) => name === other);
  if (!isThere) addPatch(app, { network: one, to: other });
}

type Changes = Omit<ImportSummary, 'notes'>;

function changesBetween(before: SettingsFile, after: SettingsFile): Changes {
  const preferences = Object.entries(after.preferences).filter(
    ([key, value]) => Reflect.get(before.preferences, key) !== value,
  );
  return {
    vms: named(before.vms, after.vms),
    networks: named(before.networks, after.networks),
    preferences: preferences.map(([key]) => key),
  };
}

function named<T extends { readonly name: string }>(
  before: readonly T[],
  after: readonly T[],
): { added: string[]; changed: string[] } {
  const known = new Map(before.map((item) => [item.name, item]));
  const added = after.filter(({ name }) => !known.has(name));
  const changed = after.filter((item) => {
    const old = known.get(item.name);
    return old !== undefined && !isDeepStrictEqual(old, item);
  });
  return { added: added.map(({ name }) => name), changed: changed.map(({ name }) => name) };
}
