/**
 * Runs the command line in this process, which is Node (main.ts) or the desktop program
 * (electron/main.ts).
 */
import { join } from 'node:path';
import packageFile from '../../../package.json' with { type: 'json' };
import { openDoctor } from '../../app/localDoctor.ts';
import { openProgram } from '../../app/program.ts';
import { processWorld } from './processWorld.ts';
import { runCli } from './runCli.ts';

/** Resolves to the exit status. */
export function runCommandLine(words: readonly string[]): Promise<number> {
  const world = processWorld({
    version: packageFile.version,
    // Beside this file once it is built. If it is missing, `serve` reports it.
    rendererDir: join(import.meta.dirname, '../renderer'),
    openProgram,
    openDoctor,
  });
  return runCli(words, world);
}
