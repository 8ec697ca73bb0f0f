/** The window's way: what must come before Electron is ready. Read next: desktop.ts. */
import { join } from 'node:path';
import { app } from 'electron';
import { openProgram } from '../../app/program.ts';
import { resolveDataDir } from '../dataDir.ts';
import { startDesktop } from './desktop.ts';
import { registerScheme } from './scheme.ts';
import { HIDDEN_SWITCH, startCommand } from './startCommand.ts';

export function openWindow(): void {
  const switchValue = app.commandLine.getSwitchValue('data-dir');
  const dataDir = resolveDataDir(switchValue === '' ? undefined : switchValue, process.env);

  // The single-instance lock lives in `userData`: one program per data directory, not per user.
  app.setPath('userData', dataDir);
  // Chromium's own caches are kept apart from what is ours.
  app.setPath('sessionData', join(dataDir, 'window'));
  registerScheme();

  if (app.requestSingleInstanceLock()) {
    const out = join(import.meta.dirname, '..');
    void startDesktop({
      dataDir,
      openProgram,
      rendererDir: join(out, 'renderer'),
      preload: join(out, 'preload/preload.cjs'),
      assetsDir: join(out, '../assets'),
      command: startCommand(app, dataDir),
      hidden: app.commandLine.hasSwitch(HIDDEN_SWITCH),
    });
  } else {
    // The one that runs has been told, and shows its window.
    app.quit();
  }
}
