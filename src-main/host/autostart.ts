/**
 * Starts this program at login, or not, by a desktop entry in the user's autostart folder.
 * Read first: Desktop Application Autostart Specification 0.5; Desktop Entry Specification 1.5,
 * “The Exec key”. Electron's `setLoginItemSettings` does nothing on Linux.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { HostError } from './hostError.ts';

/** The application's id, by which the desktop distinguishes entries. */
const ENTRY_NAME = 'io.github.patchcord.Patchcord.desktop';

export class Autostart {
  readonly #path: string;
  readonly #command: readonly string[];

  constructor(env: NodeJS.ProcessEnv, command: readonly string[]) {
    const told = env['XDG_CONFIG_HOME'] ?? '';
    const configHome = isAbsolute(told) ? told : join(homedir(), '.config');
    this.#path = join(configHome, 'autostart', ENTRY_NAME);
    this.#command = command;
  }

  /** Reads the entry each time, because the desktop's settings can change it too. */
  isOn(): boolean {
    try {
      const lines = readFileSync(this.#path, 'utf8').split('\n');
      return !lines.some((line) => /^(Hidden=true|X-GNOME-Autostart-enabled=false)\s*$/.test(line));
    } catch {
      return false;
    }
  }

  /** @throws HostError `autostartFailed` */
  turn(on: boolean): void {
    try {
      if (on) this.#write();
      else rmSync(this.#path, { force: true });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new HostError('autostartFailed', { path: this.#path, reason }, { cause: error });
    }
  }

  #write(): void {
    mkdirSync(dirname(this.#path), { recursive: true });
    writeFileSync(this.#path, entryOf(this.#command));
  }
}

function entryOf(command: readonly string[]): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Patchcord',
    'Comment=A patch panel for virtual machines',
    `Exec=${command.map(execWord).join(' ')}`,
    'Icon=patchcord',
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n');
}

/** Quotes a word for the Exec key, then escapes it like any string value. `%` begins a field code. */
function execWord(word: string): string {
  const quoted = `"${word.replace(/["`$\\]/g, '\\$&')}"`;
  return quoted.replaceAll('\\', '\\\\').replaceAll('%', '%%').replaceAll('\n', '\\n');
}
