/**
 * The program with its window, tray and control socket.
 *
 * Theory of operation
 * Closing the window hides it, unless the preferences say otherwise, because guests need their
 * network without a window too. Quitting (tray, Ctrl-C, end of the session) goes through `will-quit`,
 * which waits until socket and program are closed. Guests keep running. A second start makes the
 * first one show its window. On a desktop without a tray this also brings back a hidden window.
 */
import { app, dialog, shell } from 'electron';
import { errorText } from '../../contract/sentence.ts';
import { toProblem } from '../../contract/errors.ts';
import { ControlServer, refuseIfRunning } from '../control/controlServer.ts';
import { makeDataDir } from '../dataDir.ts';
import { openLog } from '../log.ts';
import type { OpenProgram, Program } from '../openProgram.ts';
import { ShellError } from '../shellError.ts';
import { readStaticFiles } from '../staticFiles.ts';
import { surviveUncaught } from '../surviveUncaught.ts';
import { removeWebLink } from '../web/webLink.ts';
import { serveScheme } from './scheme.ts';
import { lockDown } from './security.ts';
import { PanelTray } from './tray/tray.ts';
import { TrayStay } from './tray/trayStay.ts';
import { PanelWindow } from './window.ts';

export interface DesktopOptions {
  readonly dataDir: string;
  readonly openProgram: OpenProgram;
  readonly rendererDir: string;
  readonly preload: string;
  readonly assetsDir: string;
  /** Command that starts this program without its window. */
  readonly command: readonly string[];
  /** Started at login: the window stays hidden until the user opens it. */
  readonly hidden: boolean;
}

/** If the program cannot start, shows the reason and quits. */
export async function startDesktop(options: DesktopOptions): Promise<void> {
  const begun = new AsyncDisposableStack();
  quitCleanly(begun);
  lockDown();
  await app.whenReady();
  try {
    const program = await openWithoutWindow(begun, options);
    serveScheme(await readStaticFiles(options.rendererDir));
    await showPanel(begun, program, options);
  } catch (error) {
    // The user quit during the start.
    if (begun.disposed) return;
    dialog.showErrorBox('Patchcord cannot start', errorText(toProblem(error)));
    await begun.disposeAsync();
    app.exit(1);
  }
}

/** Opens the program and its control socket. */
async function openWithoutWindow(
  begun: AsyncDisposableStack,
  { dataDir, openProgram, command }: DesktopOptions,
): Promise<Program> {
  makeDataDir(dataDir);
  await refuseIfRunning(dataDir);
  const log = openLog(dataDir);
  begun.defer(surviveUncaught(log));
  const program = await openProgram({
    dataDir,
    log,
    desktop: { command, openFolder },
  });
  begun.defer(() => program.close());
  const control = await ControlServer.listen(dataDir, program.service);
  begun.defer(() => control.close());
  // A killed `serve` leaves its link behind, which no longer works.
  removeWebLink(dataDir);
  return program;
}

async function showPanel(
  begun: AsyncDisposableStack,
  { service }: Program,
  { dataDir, preload, assetsDir, hidden }: DesktopOptions,
): Promise<void> {
  const stay = await TrayStay.follow(service, dataDir);
  begun.defer(() => stay.close());
  const staysInTray = (): boolean => stay.whenClosing();
  const panel = new PanelWindow({ service, preload, assetsDir, staysInTray });
  const open = (): void => panel.show();
  const tray = new PanelTray({ service, assetsDir, open, quit: () => app.quit() });
  begun.defer(() => tray.close());
  app.on('second-instance', open);
  app.on('activate', open);
  await tray.start();
  await panel.load();
  if (!hidden) panel.show();
}

/** @throws ShellError `folderUnopenable` */
async function openFolder(path: string): Promise<void> {
  const reason = await shell.openPath(path);
  if (reason !== '') throw new ShellError('folderUnopenable', { path, reason });
}

function quitCleanly(begun: AsyncDisposableStack): void {
  let closed = false;
  let closing: Promise<void> | null = null;
  app.on('will-quit', (event) => {
    if (closed) return;
    event.preventDefault();
    closing ??= begun.disposeAsync().finally(() => {
      closed = true;
      app.quit();
    });
  });
  // Without a listener Electron quits when the last window closes.
  app.on('window-all-closed', () => undefined);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => app.quit());
}
