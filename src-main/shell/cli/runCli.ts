/**
 * The command line: runs the command in the words, and returns the exit status.
 * 0 done · 1 refused · 2 wrong usage · 3 Patchcord is not running. With `--json` standard output is
 * one value and nothing else, also for a refusal.
 */
import { Command, CommanderError } from 'commander';
import { errorText } from '../../contract/sentence.ts';
import { toProblem, type Problem } from '../../contract/errors.ts';
import { resolveDataDir } from '../dataDir.ts';
import { CommandSession, type CliWorld } from './commandSession.ts';
import { addActivityCommands } from './commands/activityCommands.ts';
import { addNicCommands } from './commands/nicCommands.ts';
import { addAdapterCommands } from './commands/adapterCommands.ts';
import { addDoctorCommand } from './commands/doctorCommand.ts';
import { addEngineCommands } from './commands/engineCommands.ts';
import { addForwardCommands } from './commands/forwardCommands.ts';
import { addNetworkCommands } from './commands/networkCommands.ts';
import { addPauseCommands } from './commands/pauseCommands.ts';
import { addPreferenceCommands } from './commands/preferenceCommands.ts';
import { addServeCommand } from './commands/serveCommand.ts';
import { addSettingsFileCommands } from './commands/settingsFileCommands.ts';
import { addStatusCommand } from './commands/statusCommand.ts';
import { addVmCommands } from './commands/vmCommands.ts';
import { printableLines } from './table.ts';

const DONE = 0;
const REFUSED = 1;
const WRONG_USAGE = 2;
const NOT_RUNNING = 3;

interface GlobalOptions {
  json?: boolean;
  dataDir?: string;
}

export async function runCli(words: readonly string[], world: CliWorld): Promise<number> {
  const root = rootCommand(world);
  const session = new CommandSession(world, () => {
    const { json = false, dataDir } = root.opts<GlobalOptions>();
    return { json, dataDir: resolveDataDir(dataDir, world.env) };
  });
  addCommands(root, session);
  try {
    await root.parseAsync(words, { from: 'user' });
    return DONE;
  } catch (error) {
    return report(error, words.includes('--json'), world);
  } finally {
    session.close();
  }
}

function rootCommand(world: CliWorld): Command {
  return new Command('patchcord')
    .description('A patch panel for virtual machines.')
    .version(world.version)
    .option('--json', 'print one JSON value and nothing else')
    .option('--data-dir <dir>', 'data directory (or PATCHCORD_DATA_DIR)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => world.out(text),
      // Prints only the help for a missing command; `report` prints errors.
      writeErr: (text) => {
        if (!text.startsWith('error:')) world.err(text);
      },
    });
}

function addCommands(root: Command, session: CommandSession): void {
  addServeCommand(root, session);
  addStatusCommand(root, session);
  addVmCommands(root, session);
  addAdapterCommands(root, session);
  addNetworkCommands(root, session);
  addForwardCommands(root, session);
  addActivityCommands(root, session);
  addNicCommands(root, session);
  addPauseCommands(root, session);
  addPreferenceCommands(root, session);
  addSettingsFileCommands(root, session);
  addEngineCommands(root, session);
  addDoctorCommand(root, session);
}

function report(error: unknown, json: boolean, world: CliWorld): number {
  // The user asked for help or the version, which has been printed.
  if (error instanceof CommanderError && error.exitCode === 0) return DONE;
  const problem = error instanceof CommanderError ? usageProblem(error) : toProblem(error);
  const message = errorText(problem);
  world.err(`patchcord: ${printableLines(message)}\n`);
  if (json) world.out(JSON.stringify({ error: { code: problem.code, message } }) + '\n');
  return exitStatus(problem);
}

function usageProblem(error: CommanderError): Problem {
  const message = error.message.replace(/^error: /, '').replace(/\.$/, '');
  const reason =
    error.code === 'commander.help'
      ? 'A command is missing. Add `--help` after any word to see what can follow.'
      : `${message[0]!.toUpperCase()}${message.slice(1)}. See \`patchcord --help\`.`;
  return { code: 'usage', params: { reason } };
}

function exitStatus({ code }: Problem): number {
  if (code === 'usage') return WRONG_USAGE;
  return code === 'notRunning' ? NOT_RUNNING : REFUSED;
}
