/** A privileged act that was refused or failed; the code says what to do about it. */
import { getSystemErrorMap, getSystemErrorName } from 'node:util';
import { PatchcordError } from '../../src-main/contract/errors.ts';
import type { ErrorCode } from '../../src-main/contract/errorText.ts';

export class PrivilegeError extends PatchcordError {}

/** What the helper says, beside the errnos of the verbs themselves. */
const REFUSALS: Readonly<Record<string, ErrorCode>> = {
  notCapable: 'helperNotCapable',
  configRefused: 'helperConfigRefused',
  nicNotAllowed: 'nicNotAllowed',
  tapNotAllowed: 'tapNotAllowed',
  usage: 'helperOutdated',
};

/** What the helper's line says: its own refusal by the first word, or `failed` and an errno. */
export function refusal(said: string, errno: number, words: readonly string[]): PrivilegeError {
  if (said === 'failed' && getSystemErrorMap().has(-errno)) return failure(errno, words);
  // A word that we do not know is that of another version.
  return new PrivilegeError(REFUSALS[said] ?? 'helperOutdated', subject(words));
}

/** A verb that failed with this errno. */
export function failure(errno: number, words: readonly string[]): PrivilegeError {
  const name = getSystemErrorName(-errno);
  const code = codeOf(name, words[0]!);
  return new PrivilegeError(code, { ...subject(words), verb: words[0]!, errno: name });
}

function codeOf(errno: string, verb: string): ErrorCode {
  if (verb === 'open-tap') {
    if (errno === 'ENOENT' || errno === 'ENXIO') return 'tunMissing';
    if (errno === 'EACCES') return 'tunForbidden';
    if (errno === 'EBUSY') return 'tapBusy';
  }
  if (errno === 'ENODEV') return 'interfaceGone';
  return 'privilegedCallFailed';
}

/** The interface that the words are about, for the sentence. */
function subject([verb, first = '', second = '']: readonly string[]): { name: string } {
  return { name: verb === 'redirect' ? `${first}, ${second}` : first };
}
