/** `patchcord engine restart`: a new data plane under running guests. */
import type { Command } from 'commander';
import type { CommandSession } from '../commandSession.ts';

export function addEngineCommands(parent: Command, session: CommandSession): void {
  const engine = parent.command('engine').description('the thread that carries the frames');
  engine
    .command('restart')
    .description('end it and start it again; guests run on and are attached again')
    .action(async () => {
      const { engine: after } = await session.call('engine.restart', {});
      session.print(after, 'The engine is being restarted.');
    });
}
