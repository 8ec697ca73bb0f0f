#!/usr/bin/env node
/** The `patchcord` command of a checkout. The package's is assets/installer/linux/patchcord. */
import { runCommandLine } from './commandLine.ts';

process.exitCode = await runCommandLine(process.argv.slice(2));
