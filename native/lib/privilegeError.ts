/** A privileged call that was refused or failed; the sentence of its code says what to do. */
import { getSystemErrorMap, getSystemErrorName } from 'node:util';
import { PatchcordError } from '../../src-main/contract/errors.ts';
import type { ErrorCode } from '../../src-main/contract/errorText.ts';

export class PrivilegeError extends PatchcordError {}

/** The helper's refusals; a verb that fails has an errno instead. */
const REFUSALS: Readonly<Record<string, ErrorCode>> = {
  notCapable: 'helperNotCapable',
  configRefused: 'helperConfigRefused',
  nicNotAllowed: 'nicNotAllowed',
  tapNotAllowed: 'tapNotAllowed',
  usage: 'helperOutdated',
};

/** Reads the helper's line: the first word is its refusal, or `failed` with an errno. */
export function refusal(said: string, errno: number, words: readonly string[]): PrivilegeError {
  if (said === 'failed' && getSystemErrorMap().has(-errno)) return failure(errno, words);
  // An unknown word comes from another version of the helper.
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

/** The interface's name, for the sentence. */
function subject([verb, first = '', second = '']: readonly string[]): { name: string } {
  return { name: verb === 'redirect' ? `${first}, ${second}` : first };
}
