/**
 * Imports a settings file: VMs and networks of a known name are changed, others are added, and what
 * the file does not name stays. All of it is one transaction, made of the same use cases as every
 * other change. A preview does the import and then undoes it.
 * What this computer lacks (a NIC, a free subnet, an unused MAC) does not stop an import: the next
 * best is done, and a note says so. Any other fault refuses all of it.
 */
import type { CheckedArgs } from '../../contract/contract.ts';
import type { Problem } from '../../contract/errors.ts';
import type { FilePatch, ImportSummary, SettingsFile } from '../../contract/settingsFile.ts';
import type { AppContext } from '../appContext.ts';
import { findNetwork } from '../desired/desiredState.ts';
import { takeNetwork } from './importedNetwork.ts';
import { takeVm } from './importedVm.ts';
import { addPatch, patchedDirectly } from '../networks/patchCables.ts';
import { exportSettings } from './settingsExport.ts';
import { parseSettings } from './settingsText.ts';
import { writePreferences } from '../preferences/storedPreferences.ts';

/** Thrown at the end of a rehearsal, so that all of it is taken back. */
class Rehearsed extends Error {
  readonly summary: ImportSummary;

  constructor(summary: ImportSummary) {
    super('a rehearsal ends here');
    this.summary = summary;
  }
}

/** @throws AppError what `parseSettings`, `takeNetwork` and `takeVm` throw */
export function importSettings(
  app: AppContext,
  { text, apply }: CheckedArgs<'settings.import'>,
): ImportSummary {
  const file = parseSettings(text);
  const before = exportSettings(app.state);
  try {
    return app.atomically(() => {
      const notes = takeOver(app, file);
      const summary = { ...changesBetween(before, exportSettings(app.state)), notes };
      if (!apply) throw new Rehearsed(summary);
      return summary;
    });
  } catch (error) {
    if (error instanceof Rehearsed) return error.summary;
    throw error;
  }
}

function takeOver(app: AppContext, file: SettingsFile): Problem[] {
  const notes: Problem[] = [];
  const networks = new Map<string, string | null>();
  for (const network of file.networks) networks.set(network.name, takeNetwork(app, network, notes));
  for (const patch of file.patches) takePatch(app, patch);
  for (const vm of file.vms) takeVm(app, vm, networks, notes);
  app.commit((store) => writePreferences(store, file.preferences));
  return notes;
}

/** A cable that is there already is left alone. */
function takePatch(app: AppContext, { one, other }: FilePatch): void {
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
  const known = new Map(before.map((item) => [item.name, JSON.stringify(item)]));
  const added = after.filter(({ name }) => !known.has(name));
  const changed = after.filter((item) => {
    const old = known.get(item.name);
    return old !== undefined && old !== JSON.stringify(item);
  });
  return { added: added.map(({ name }) => name), changed: changed.map(({ name }) => name) };
}
