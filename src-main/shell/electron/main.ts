/**
 * The main module of the desktop program. Opens the window (openWindow.ts) or runs a command line.
 *
 * Electron opens a display only after its main module has finished, so a command that is awaited
 * here also runs without a display. ELECTRON_RUN_AS_NODE would be another way, but it lets anyone
 * run any script in the name of this program, so its fuse is off.
 */
import { app } from 'electron';
import { commandWords } from './commandWords.ts';
import { openWindow } from './openWindow.ts';

const words = commandWords(process.argv);
if (words === null) {
  openWindow();
} else {
  const { runCommandLine } = await import('../cli/commandLine.ts');
  app.exit(await runCommandLine(words));
}
