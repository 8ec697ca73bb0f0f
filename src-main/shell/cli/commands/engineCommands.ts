/** `patchcord engine restart`: restarts the data plane while guests keep running. */
import type { Command } from 'commander';
import type { CommandSession } from '../commandSession.ts';

export function addEngineCommands(parent: Command, session: CommandSession): void {
  const engine = parent
    .command('engine')
    .description('the network engine, which carries the frames');
  engine
    .command('restart')
    .description('restart the engine; guests keep running and reconnect automatically')
    .action(async () => {
      const { engine: after } = await session.call('engine.restart', {});
      session.print(after, 'The network engine is restarting.');
    });
}
