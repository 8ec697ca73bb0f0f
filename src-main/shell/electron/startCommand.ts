/** How the desktop starts this program again at login: as it was started, but without its window. */
import { resolveDataDir } from '../dataDir.ts';

export const HIDDEN_SWITCH = 'hidden';

interface Started {
  readonly isPackaged: boolean;
  getAppPath(): string;
}

export function startCommand(app: Started, dataDir: string): string[] {
  // An AppImage is mounted at a new place at every start; the path of the image stays the same.
  const program = process.env['APPIMAGE'] ?? process.execPath;
  const isDefault = dataDir === resolveDataDir(undefined, process.env);
  return [
    program,
    ...(app.isPackaged ? [] : [app.getAppPath()]),
    `--${HIDDEN_SWITCH}`,
    ...(isDefault ? [] : [`--data-dir=${dataDir}`]),
  ];
}
