/**
 * The privileged program: where it is, and one call to it.
 * Read first: native/helper/main.c.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { getSystemErrorName } from 'node:util';
import type { NativeModule } from './nativeModule.ts';
import { PrivilegeError, refusal } from './privilegeError.ts';

/** Version of its command line; the same as in native/helper/main.c. */
export const HELPER_VERSION = '2';

/** Its path in a package (assets/installer/linux). */
export const INSTALLED_HELPER = '/usr/lib/patchcord/patchcord-helper';

/** Its path in a checkout, relative to native/lib and to out/main. */
const BUILT = ['../build/Release', '../../native/build/Release'].map((folder) =>
  join(import.meta.dirname, folder, 'patchcord-helper'),
);

export function findHelper(): string | null {
  return [INSTALLED_HELPER, ...BUILT].find((path) => existsSync(path)) ?? null;
}

/** Runs it and returns its answer: the descriptor, or -1, and the name of the TAP behind it. */
export function askHelper(
  runHelper: NonNullable<NativeModule['runHelper']>,
  words: readonly string[],
): { fd: number; name: string } {
  const path = findHelper();
  if (path === null) throw new PrivilegeError('helperMissing', { path: INSTALLED_HELPER });
  const { fd, errno, name, line } = runHelper(path, [HELPER_VERSION, ...words]);
  if (errno !== 0) throw notRun(path, getSystemErrorName(-errno));
  const [said = '', number = ''] = line.trim().split(' ');
  if (said === '') throw notRun(path, 'EPROTO');
  if (said !== 'ok') throw refusal(said, Number(number), words);
  return { fd, name };
}

function notRun(path: string, errno: string): PrivilegeError {
  if (errno === 'EACCES') return new PrivilegeError('notInGroup', { path });
  return new PrivilegeError('helperRefused', { path, errno });
}
