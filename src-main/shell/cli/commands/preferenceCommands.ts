/** `patchcord preference …`, and `patchcord diagnostics`. */
import type { Command } from 'commander';
import { Language, Theme, type PreferencesView } from '../../../contract/preferences.ts';
import { Mode } from '../../../contract/vm.ts';
import type { CommandSession } from '../commandSession.ts';
import { onOff, parseKeyValues, text, wordOf, type KeyReaders } from '../keyValue.ts';
import { formatFields } from '../table.ts';

interface Change {
  theme: Theme;
  language: Language;
  tray: boolean;
  login: boolean;
  macprefix: string;
  mode: Mode;
}

const readers: KeyReaders<Change> = {
  theme: wordOf(Theme),
  language: wordOf(Language),
  tray: onOff,
  login: onOff,
  macprefix: text,
  mode: wordOf(Mode),
};

export function addPreferenceCommands(parent: Command, session: CommandSession): void {
  const preference = parent.command('preference').description('preferences of Patchcord');
  preference
    .command('list')
    .description('list all preferences')
    .action(async () => {
      const view = await session.call('preferences.get', {});
      session.print(view, formatPreferences(view));
    });
  preference
    .command('set')
    .description(`change preferences; keys: ${Object.keys(readers).join(', ')}`)
    .argument('<key=value...>')
    .action(async (words: string[]) => {
      const { tray, login, macprefix, mode, ...rest } = parseKeyValues(words, readers);
      const view = await session.call('preferences.set', {
        ...rest,
        ...(tray !== undefined && { closeToTray: tray }),
        ...(login !== undefined && { startAtLogin: login }),
        ...(macprefix !== undefined && { macPrefix: macprefix }),
        ...(mode !== undefined && { defaultMode: mode }),
      });
      session.print(view, formatPreferences(view));
    });
  parent
    .command('diagnostics')
    .description('print versions, checks and counters for a report; no names or addresses')
    .action(async () => {
      const facts = await session.call('diagnostics.get', {});
      session.print(facts, JSON.stringify(facts, null, 2));
    });
}

function formatPreferences(view: PreferencesView): string {
  const { startAtLogin, closeToTray } = view;
  return formatFields([
    ['theme', view.theme],
    ['language', view.language],
    ['tray', word(closeToTray)],
    [
      'login',
      startAtLogin === null
        ? 'unavailable: the desktop program is not running'
        : word(startAtLogin),
    ],
    ['macprefix', view.macPrefix],
    ['mode', view.defaultMode],
  ]);
}

function word(on: boolean): string {
  return on ? 'on' : 'off';
}
