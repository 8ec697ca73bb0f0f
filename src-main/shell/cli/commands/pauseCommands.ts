/** `patchcord pause` and `patchcord resume`: every cable out, and back in (R61). */
import type { Command } from 'commander';
import type { CommandSession } from '../commandSession.ts';

export function addPauseCommands(parent: Command, session: CommandSession): void {
  parent
    .command('pause')
    .description('pull the cables of all VMs until `resume`; what is set stays')
    .action(async () => {
      const { paused } = await session.call('panel.pause', { paused: true });
      session.print({ paused }, 'All cables are out. `patchcord resume` puts them back.');
    });
  parent
    .command('resume')
    .description('put all cables back')
    .action(async () => {
      const { paused } = await session.call('panel.pause', { paused: false });
      session.print({ paused }, 'All cables are back.');
    });
}
