/** `patchcord serve`: the engine and the web face, no Electron. */
import { spawn } from 'node:child_process';
import { Option, type Command } from 'commander';
import { serve } from '../../serve.ts';
import type { CliWorld, CommandSession } from '../commandSession.ts';
import { wholeNumber } from '../keyValue.ts';

interface ServeOptions {
  port: number;
  open: boolean;
}

export function addServeCommand(parent: Command, session: CommandSession): void {
  parent
    .command('serve')
    .description('run Patchcord in this terminal, with its window in the browser')
    .addOption(
      new Option('--port <n>', 'port of the web page; 0: a free one')
        .argParser((word: string) => wholeNumber(word, '--port'))
        .default(0),
    )
    .option('--no-open', 'do not open the browser')
    .action(async ({ port, open }: ServeOptions) => {
      const { world, dataDir } = session;
      const { openProgram, rendererDir } = world;
      // Called before the start, so that a stop during the start is clean too.
      const stopped = world.untilStopped();
      const served = await serve({ dataDir, port, openProgram, rendererDir });
      const { url, socket } = served;
      session.print(
        { url, socket, pid: process.pid },
        `Patchcord is at ${url}\nPress Ctrl-C to stop it.`,
      );
      if (open) openBrowser(url, world);
      await stopped;
      await served.close();
    });
}

/** Only if there is a desktop. Patchcord runs even if no browser can be started. */
function openBrowser(url: string, world: CliWorld): void {
  if (!world.env['DISPLAY'] && !world.env['WAYLAND_DISPLAY']) return;
  const opener = spawn('xdg-open', [url], { detached: true, stdio: 'ignore' });
  let told = false;
  const failed = (): void => {
    if (!told) world.err('No browser could be opened. Open the address above yourself.\n');
    told = true;
  };
  opener.on('error', failed);
  opener.on('exit', (status) => {
    if (status !== 0) failed();
  });
  opener.unref();
}
