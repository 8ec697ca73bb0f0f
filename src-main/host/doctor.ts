/** All set-up checks of this computer, and their repairs. */
import type { CheckResult } from '../contract/doctor.ts';
import type { ErrorParams } from '../contract/errors.ts';
import type { Nic } from '../contract/network.ts';
import { freeSubnetCheck } from './checks/freeSubnet.ts';
import { groupMembershipCheck } from './checks/groupMembership.ts';
import { helperCheck } from './checks/helper.ts';
import type { Finding, HostCheck } from './checks/hostCheck.ts';
import { kvmCheck } from './checks/kvm.ts';
import { leftChangesCheck } from './checks/leftChanges.ts';
import { nativeModuleCheck } from './checks/nativeModule.ts';
import { networkCardsCheck } from './checks/networkCards.ts';
import { pingSocketsCheck } from './checks/pingSockets.ts';
import { qemuCheck } from './checks/qemu.ts';
import { tunDeviceCheck } from './checks/tunDevice.ts';
import type { HostChanges } from './hostChanges.ts';
import { HostError } from './hostError.ts';
import { type HostWorld, thisComputer } from './hostWorld.ts';
import { makeSetUp } from './setUp.ts';

interface Subjects {
  readonly changes: HostChanges;
  readonly nics: () => readonly Nic[];
  readonly subnetClashes: () => readonly ErrorParams[];
  /** Default: this computer. */
  readonly world?: HostWorld | undefined;
}

/** A repair can need the ones before it, so the order matters. */
export function hostChecks(subjects: Subjects): HostCheck[] {
  const { changes, nics, subnetClashes, world = thisComputer } = subjects;
  const setUp = makeSetUp(world.uid);
  return [
    nativeModuleCheck(),
    tunDeviceCheck(world, setUp),
    groupMembershipCheck(world, setUp),
    helperCheck(world, setUp),
    networkCardsCheck(nics),
    leftChangesCheck(changes),
    pingSocketsCheck(world, setUp),
    freeSubnetCheck(subnetClashes),
    qemuCheck(world),
    kvmCheck(world, setUp),
  ];
}

export class Doctor {
  readonly #checks: readonly HostCheck[];

  constructor(checks: readonly HostCheck[]) {
    this.#checks = checks;
  }

  list(): Promise<CheckResult[]> {
    return Promise.all(this.#checks.map(async (check) => resultOf(check, await check.check())));
  }

  /**
   * Repairs, and returns the check's new result. Does nothing if the check is ok.
   * @throws HostError `checkUnknown`, `notRepairable`; and the errors of the repair
   */
  async repair(id: string): Promise<CheckResult> {
    const check = this.#checks.find((candidate) => candidate.id === id);
    if (check === undefined)
      throw new HostError('checkUnknown', { id, known: this.#checks.map((c) => c.id).join(', ') });
    const { status, repair } = await check.check();
    if (repair !== undefined) await repair();
    else if (status !== 'ok') throw new HostError('notRepairable', { id });
    return resultOf(check, await check.check());
  }
}

function resultOf({ id }: HostCheck, { status, code, details, repair }: Finding): CheckResult {
  return { id, status, finding: { code, params: details }, repairable: repair !== undefined };
}
