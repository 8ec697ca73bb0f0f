/** `patchcord doctor [--repair CHECK]`: checks the set-up of this computer, and repairs it. */
import type { Command } from 'commander';
import { checkMeaning, findingText } from '../../../contract/sentence.ts';
import type { CheckResult } from '../../../contract/doctor.ts';
import { PatchcordError } from '../../../contract/errors.ts';
import type { CommandSession } from '../commandSession.ts';
import { printable } from '../table.ts';

/** As wide as the widest status. */
const STATUS_WIDTH = 'warning'.length;

export function addDoctorCommand(parent: Command, session: CommandSession): void {
  parent
    .command('doctor')
    .description('check the set-up of this computer, and repair it')
    .option('--repair <check>', 'repair one check; asks for an administrator’s password if needed')
    .action(async ({ repair }: { repair?: string }) => {
      const results = await examine(session, repair);
      session.print(results.map(spoken), results.map(formatResult).join('\n'));
    });
}

/** Asks the running program. If none runs, it checks in this process. */
async function examine(session: CommandSession, repair?: string): Promise<CheckResult[]> {
  try {
    return repair === undefined
      ? await session.call('doctor.list', {})
      : [await session.call('doctor.repair', { check: repair })];
  } catch (error) {
    if (!(error instanceof PatchcordError && error.code === 'notRunning')) throw error;
    const doctor = session.world.openDoctor(session.dataDir);
    return repair === undefined ? doctor.list() : [await doctor.repair(repair)];
  }
}

function spoken({ id, status, finding, repairable }: CheckResult): object {
  return { id, status, ...findingText(finding), repairable };
}

function formatResult(result: CheckResult): string {
  const { id, status, finding, repairable } = result;
  const { summary, remedy } = findingText(finding);
  const indent = ' '.repeat(STATUS_WIDTH + 2);
  const lines = [`${status.padEnd(STATUS_WIDTH)}  ${id}: ${summary}`];
  if (status !== 'ok') lines.push(`${indent}${checkMeaning(id)}`);
  if (remedy !== '') lines.push(`${indent}${remedy}`);
  if (repairable) lines.push(`${indent}Repair: patchcord doctor --repair ${id}`);
  return lines.map(printable).join('\n');
}
