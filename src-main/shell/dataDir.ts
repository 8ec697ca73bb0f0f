/**
 * The data directory: all files of the program, and the sockets of its faces.
 * Read first: XDG Base Directory Specification (XDG_CONFIG_HOME).
 */
import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { ShellError } from './shellError.ts';

/** The first of: `given` (from `--data-dir`), PATCHCORD_DATA_DIR, the desktop's folder for settings. */
export function resolveDataDir(given: string | undefined, env: NodeJS.ProcessEnv): string {
  const told = given ?? env['PATCHCORD_DATA_DIR'];
  if (told !== undefined && told !== '') return resolve(told);
  const configHome = env['XDG_CONFIG_HOME'];
  // The specification says to ignore a relative path.
  const base =
    configHome !== undefined && isAbsolute(configHome) ? configHome : join(homedir(), '.config');
  return join(base, 'patchcord');
}

/** Creates it, accessible to its owner only. @throws ShellError `dataDirUnusable` */
export function makeDataDir(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? String(cause);
    throw new ShellError('dataDirUnusable', { dataDir, reason }, { cause });
  }
}
