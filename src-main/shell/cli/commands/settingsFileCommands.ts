/** `patchcord export > FILE` and `patchcord import FILE`: all settings in one file. */
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { errorText } from '../../../contract/sentence.ts';
import { LONGEST_SETTINGS_FILE, type ImportSummary } from '../../../contract/settingsFile.ts';
import { ShellError } from '../../shellError.ts';
import type { CommandSession } from '../commandSession.ts';
import { printable } from '../table.ts';

export function addSettingsFileCommands(parent: Command, session: CommandSession): void {
  parent
    .command('export')
    .description('print all VMs, networks, forwards and preferences as JSON')
    .action(async () => {
      const file = await session.call('settings.export', {});
      session.print(file, JSON.stringify(file, null, 2));
    });
  parent
    .command('import')
    .description('import an exported file; without --yes, only show what would change')
    .argument('<file>')
    .option('--yes', 'apply the changes')
    .action(async (path: string, { yes = false }: { yes?: boolean }) => {
      const text = await readSettings(path);
      const summary = await session.call('settings.import', { text, apply: yes });
      session.print({ applied: yes, ...summary }, formatSummary(summary, yes));
    });
}

/** @throws ShellError `fileUnreadable`, `fileTooLong` */
async function readSettings(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ShellError('fileUnreadable', { path, reason }, { cause: error });
  });
  if (text.length > LONGEST_SETTINGS_FILE)
    throw new ShellError('fileTooLong', { path, limit: LONGEST_SETTINGS_FILE });
  return text;
}

function formatSummary(
  { vms, networks, preferences, notes }: ImportSummary,
  done: boolean,
): string {
  const changes = [
    line(done ? 'VMs added' : 'VMs to add', vms.added),
    line(done ? 'VMs changed' : 'VMs to change', vms.changed),
    line(done ? 'Networks added' : 'Networks to add', networks.added),
    line(done ? 'Networks changed' : 'Networks to change', networks.changed),
    line(done ? 'Preferences changed' : 'Preferences to change', preferences),
  ].flat();
  const told = notes.map((note) => `! ${printable(errorText(note))}`);
  if (changes.length === 0) return ['This file contains no changes.', ...told].join('\n');
  return [...changes, ...told, ...(done ? [] : ['Add --yes to apply these changes.'])].join('\n');
}

function line(what: string, names: readonly string[]): string[] {
  return names.length === 0 ? [] : [`${what}: ${names.map(printable).join(', ')}`];
}
