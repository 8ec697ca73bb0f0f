/**
 * The parts that both kinds of TAP share: the TAP's name, which is checked if it is chosen and
 * otherwise derived from the VM's name, and the problems of a TAP. The engine finds out whether the
 * TAP exists and which program has it open.
 */
import { type Attachment, tapNameOf } from '../../../contract/attachment.ts';
import type { Problem } from '../../../contract/errors.ts';
import { type ErrorCode, isErrorCode } from '../../../contract/errorText.ts';
import { AppError } from '../../appError.ts';
import type { AppContext } from '../../appContext.ts';
import type { AdapterPlace } from './attachmentRules.ts';

/** IFNAMSIZ of linux/if.h, without its final zero. */
const NAME_LENGTH = 15;
/** The same as in native/helper/verbs.c. */
const NAME = /^[A-Za-z0-9._-]{1,15}$/;
/** The beginning of names of TAPs that Patchcord may create. */
const OURS = 'pc';
/** Host ports (hostPorts.ts) and the redirects of host NICs (engine/uplink/nicEnds.ts). */
const RESERVED = /^pc(-|\d+$)/;
/**
 * Characters for the VM's name, with the number that makes it unique: `pct-`, a hyphen and the
 * adapter's number leave nine of NAME_LENGTH.
 */
const SLUG_LENGTH = 9;

/** Problems of a TAP whose only parameter is its name. */
const NAMED_PROBLEMS: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'tapBusy',
  'tapNotAllowed',
  'nicNotAllowed',
  'tunMissing',
  'tunForbidden',
  'helperNotCapable',
  'helperConfigRefused',
  'helperOutdated',
  'nativeModuleMissing',
]);

/**
 * The wanted TAP, or else the adapter's current TAP, or else a new one.
 * @throws AppError `tapMalformed`, `tapReserved`, `tapTaken`, `tapUnknown`, `notATap`
 */
export function chooseTap(
  app: AppContext,
  place: AdapterPlace,
  wanted: string | null,
  current: Attachment | null,
): string {
  const owners = tapOwners(app, place);
  const own = current === null ? null : tapNameOf(current);
  const tap = wanted ?? own ?? freeTap(place.vm.name, place.n, owners);
  if (tap !== own) checkTap(app, tap);
  const owner = owners.get(tap);
  if (owner !== undefined) throw new AppError('tapTaken', { tap, vm: owner.name, n: owner.n });
  return tap;
}

/** @throws AppError `tapOfTapVms` where a TAP was chosen for a VM whose adapters have none */
export function refuseTap(vm: string, tap: string | null): void {
  if (tap !== null) throw new AppError('tapOfTapVms', { vm });
}

export function tapProblem(name: string, reason: string): Problem {
  if (reason === 'interfaceGone') return { code: 'tapGone', params: { name } };
  return isErrorCode(reason) && NAMED_PROBLEMS.has(reason)
    ? { code: reason, params: { name } }
    : { code: 'tapUnusable', params: { name, reason } };
}

function checkTap(app: AppContext, tap: string): void {
  if (!NAME.test(tap) || tap === '.' || tap === '..')
    throw new AppError('tapMalformed', { tap, limit: NAME_LENGTH });
  if (RESERVED.test(tap)) throw new AppError('tapReserved', { tap });
  const facts = app.host.nic(tap);
  if (facts === null && !tap.startsWith(OURS)) throw new AppError('tapUnknown', { tap });
  if (facts !== null && facts.tap === null) throw new AppError('notATap', { tap });
}

type TapOwners = ReadonlyMap<string, { readonly name: string; readonly n: number }>;

function tapOwners(app: AppContext, { vm, others }: AdapterPlace): TapOwners {
  const otherVms = app.state.vms.filter(({ id }) => id !== vm.id);
  return new Map(
    [...otherVms, { name: vm.name, adapters: others }].flatMap(({ name, adapters }) =>
      adapters.flatMap(({ n, attachment }) => {
        const tap = tapNameOf(attachment);
        return tap === null ? [] : [[tap, { name, n }] as const];
      }),
    ),
  );
}

/** Such as `pct-web-1`. If another VM has that name, a number is added: `pct-web2-1`. */
function freeTap(vm: string, n: number, owners: TapOwners): string {
  const letters = vm.toLowerCase().replace(/[^a-z0-9]+/g, '');
  for (let count = 1; ; count++) {
    const number = count === 1 ? '' : String(count);
    const slug = (letters || 'vm').slice(0, SLUG_LENGTH - number.length);
    const tap = `pct-${slug}${number}-${n}`;
    if (!owners.has(tap)) return tap;
  }
}
