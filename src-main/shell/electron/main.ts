/**
 * The desktop program's first file: the window (openWindow.ts), or a command line.
 *
 * Electron evaluates its main module to the end before it opens a display, so that what is awaited
 * here runs where there is none, as a plain program. The other way, ELECTRON_RUN_AS_NODE, would let
 * anybody run any script in the name of this program: its fuse is off.
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
