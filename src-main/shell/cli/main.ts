#!/usr/bin/env node
/** The `patchcord` command. */
import { join } from 'node:path';
import packageFile from '../../../package.json' with { type: 'json' };
import { openDoctor } from '../../app/localDoctor.ts';
import { openProgram } from '../../app/program.ts';
import { processWorld } from './processWorld.ts';
import { runCli } from './runCli.ts';

const world = processWorld({
  version: packageFile.version,
  // Beside us once built; `serve` says so where it is not.
  rendererDir: join(import.meta.dirname, '../renderer'),
  openProgram,
  openDoctor,
});
process.exitCode = await runCli(process.argv.slice(2), world);
