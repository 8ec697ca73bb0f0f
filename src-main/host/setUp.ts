/**
 * Runs repairs that need root, which are verbs of the program `setup` of assets/installer/linux. If
 * this process is not root, it runs through pkexec, which asks for an administrator's password.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { HostError } from './hostError.ts';
import { type Outcome, run } from './hostWorld.ts';

/** Its place in the package, then in a checkout (relative to this file and to out/main). */
const PLACES = [
  '/usr/lib/patchcord/setup',
  join(import.meta.dirname, '../../assets/installer/linux/setup'),
];
/** Exit status of pkexec(1): the dialog was dismissed. */
const PKEXEC_DISMISSED = 126;
/** Exit status of pkexec(1): not authorized, or no user to ask. */
const PKEXEC_REFUSED = 127;

export type SetUp = (...words: readonly string[]) => Promise<void>;

/** @throws HostError `setupMissing`, `pkexecMissing`, `repairDismissed`, `repairRefused`, `repairFailed` */
export function makeSetUp(
  uid: number,
  places: readonly string[] = PLACES,
  start: (program: string, words: readonly string[]) => Promise<Outcome> = run,
): SetUp {
  return async (...words) => {
    const program = places.find((path) => existsSync(path));
    if (program === undefined) throw new HostError('setupMissing');
    const asRoot = uid === 0;
    const outcome = asRoot
      ? await start(program, words)
      : await start('pkexec', [program, ...words]);
    const command = ['sudo', program, ...words].join(' ');
    if (!asRoot) checkPkexec(outcome, command);
    if (outcome.status !== 0)
      throw new HostError('repairFailed', { command, reason: outcome.output || outcome.status });
  };
}

function checkPkexec({ status }: Outcome, command: string): void {
  if (status === 'ENOENT') throw new HostError('pkexecMissing', { command });
  if (status === PKEXEC_DISMISSED) throw new HostError('repairDismissed');
  if (status === PKEXEC_REFUSED) throw new HostError('repairRefused', { command });
}
