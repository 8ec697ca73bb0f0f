/** Opens the window: the steps that must come before Electron is ready. Read next: desktop.ts. */
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

  // The single-instance lock is in `userData`, so it is per data directory and not per user.
  app.setPath('userData', dataDir);
  // Keeps Chromium's caches apart from Patchcord's data.
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
    // The running program shows its window.
    app.quit();
  }
}
