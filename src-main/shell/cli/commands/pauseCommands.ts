/** `patchcord pause` and `patchcord resume`: unplug every cable, and plug them in again (R61). */
import type { Command } from 'commander';
import type { CommandSession } from '../commandSession.ts';

export function addPauseCommands(parent: Command, session: CommandSession): void {
  parent
    .command('pause')
    .description('pause all VM networking until `resume`; settings are kept')
    .action(async () => {
      const { paused } = await session.call('panel.pause', { paused: true });
      session.print(
        { paused },
        'All VM networking is paused. Run `patchcord resume` to resume it.',
      );
    });
  parent
    .command('resume')
    .description('resume all VM networking')
    .action(async () => {
      const { paused } = await session.call('panel.pause', { paused: false });
      session.print({ paused }, 'All VM networking is resumed.');
    });
}
