/** The command for a start at login: the same as for this start, but without the window. */
import { resolveDataDir } from '../dataDir.ts';

export const HIDDEN_SWITCH = 'hidden';

interface Started {
  readonly isPackaged: boolean;
  getAppPath(): string;
}

export function startCommand(app: Started, dataDir: string): string[] {
  // An AppImage is mounted at a new path at every start. The path of the image stays the same.
  const program = process.env['APPIMAGE'] ?? process.execPath;
  const isDefault = dataDir === resolveDataDir(undefined, process.env);
  return [
    program,
    ...(app.isPackaged ? [] : [app.getAppPath()]),
    `--${HIDDEN_SWITCH}`,
    ...(isDefault ? [] : [`--data-dir=${dataDir}`]),
  ];
}
