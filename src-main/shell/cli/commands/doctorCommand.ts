/** `patchcord doctor [--repair CHECK]`: is this computer set up, and setting it up. */
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
    .description('whether this computer is set up for everything, and repairs')
    .option('--repair <check>', 'put one right; asks for an administrator where needed')
    .action(async ({ repair }: { repair?: string }) => {
      const results = await examine(session, repair);
      session.print(results.map(spoken), results.map(formatResult).join('\n'));
    });
}

/** Asks the running program; where there is none, looks itself. */
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
