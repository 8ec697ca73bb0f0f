/**
 * The command line in the process at hand, whichever program it is: Node (main.ts) or the desktop
 * program (electron/main.ts).
 */
import { join } from 'node:path';
import packageFile from '../../../package.json' with { type: 'json' };
import { openDoctor } from '../../app/localDoctor.ts';
import { openProgram } from '../../app/program.ts';
import { processWorld } from './processWorld.ts';
import { runCli } from './runCli.ts';

/** Gives the exit status. */
export function runCommandLine(words: readonly string[]): Promise<number> {
  const world = processWorld({
    version: packageFile.version,
    // Beside us once built; `serve` says so where it is not.
    rendererDir: join(import.meta.dirname, '../renderer'),
    openProgram,
    openDoctor,
  });
  return runCli(words, world);
}
