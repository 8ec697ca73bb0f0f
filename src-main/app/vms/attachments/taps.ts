/**
 * The TAPs of VMs of the kind `tap` (R55), one for each adapter: checked when they are chosen, and
 * named after the VM where none is. Which exists, and who has it open, is the engine's to find out.
 */
import type { TapHolder } from '../../../contract/vm.ts';
import type { AdapterRecord, VmRecord } from '../../../store/records.ts';
import { AppError } from '../../appError.ts';
import type { Desk } from '../../desk.ts';

/** IFNAMSIZ of linux/if.h, without its final zero. */
const NAME_LENGTH = 15;
/** As the helper has it. */
const NAME = /^[A-Za-z0-9._-]{1,15}$/;
/** What names begin with that may be made by us. */
const OURS = 'pc';
/** Host ports (hostPorts.ts) and the redirects of host NICs (engine/uplink/nicEnds.ts). */
const RESERVED = /^pc(-|\d+$)/;
/** Characters of the VM's name in a TAP's: `pct-`, a hyphen and two digits leave eight. */
const SLUG_LENGTH = 8;

type TapOwner = Pick<VmRecord, 'id' | 'name' | 'kind'>;

/**
 * The TAP of an adapter: the wanted one, or the one it has, or a new one of ours; null for a VM
 * whose adapters have none.
 * @param others the VM's other adapters as they will be
 * @throws AppError `tapOfTapVms`, `tapMalformed`, `tapReserved`, `tapTaken`, `tapUnknown`, `notATap`
 */
export function tapOf(
  desk: Desk,
  vm: TapOwner,
  n: number,
  wanted: string | null | undefined,
  current: string | null,
  others: readonly AdapterRecord[],
): string | null {
  if (vm.kind !== 'tap') {
    if ((wanted ?? null) !== null) throw new AppError('tapOfTapVms', { vm: vm.name });
    return null;
  }
  const owners = tapOwners(desk, vm, others);
  const tap = wanted ?? current ?? freeTap(vm.name, n, owners);
  if (tap !== current) checkTap(desk, tap);
  const owner = owners.get(tap);
  if (owner !== undefined) throw new AppError('tapTaken', { tap, vm: owner.name, n: owner.n });
  return tap;
}

/** @throws AppError `tapOfTapVms` */
export function holderOf(
  desk: Desk,
  vm: TapOwner,
  wanted: TapHolder | undefined,
  tap: string | null,
): TapHolder | null {
  if (vm.kind === 'tap')
    return wanted ?? (desk.host.nic(tap ?? '')?.tap === 'held' ? 'hypervisor' : 'patchcord');
  if (wanted !== undefined) throw new AppError('tapOfTapVms', { vm: vm.name });
  return null;
}

function checkTap(desk: Desk, tap: string): void {
  if (!NAME.test(tap) || tap === '.' || tap === '..')
    throw new AppError('tapMalformed', { tap, limit: NAME_LENGTH });
  if (RESERVED.test(tap)) throw new AppError('tapReserved', { tap });
  const facts = desk.host.nic(tap);
  if (facts === null && !tap.startsWith(OURS)) throw new AppError('tapUnknown', { tap });
  if (facts !== null && facts.tap === null) throw new AppError('notATap', { tap });
}

type TapOwners = ReadonlyMap<string, { readonly name: string; readonly n: number }>;

function tapOwners(desk: Desk, vm: TapOwner, others: readonly AdapterRecord[]): TapOwners {
  const vms = desk.state.vms.filter(({ id }) => id !== vm.id);
  return new Map(
    [...vms, { name: vm.name, adapters: others }].flatMap(({ name, adapters }) =>
      adapters.flatMap(({ n, tap }) => (tap === null ? [] : [[tap, { name, n }] as const])),
    ),
  );
}

/** `pct-web-1`; of VMs whose names begin alike the later ones have a number in it. */
function freeTap(vm: string, n: number, owners: TapOwners): string {
  const letters = vm.toLowerCase().replace(/[^a-z0-9]+/g, '');
  for (let count = 1; ; count++) {
    const number = count === 1 ? '' : String(count);
    const slug = (letters || 'vm').slice(0, SLUG_LENGTH - number.length + 1);
    const tap = `pct-${slug}${number}-${n}`;
    if (!owners.has(tap)) return tap;
  }
}
