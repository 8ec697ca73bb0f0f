/** Which of this computer's NICs VMs may be put on: all, but for those that were excluded (R11). */
import type { NicChoice } from '../../contract/network.ts';
import { AppError } from '../appError.ts';
import type { Desk } from '../appContext.ts';

export function nicChoices(desk: Desk): NicChoice[] {
  const { excludedNics } = desk;
  return desk.host.nics().map((nic) => ({ ...nic, offered: !excludedNics.has(nic.name) }));
}

/**
 * Networks that are on it already stay, and so do their adapters.
 * @throws AppError `nicUnknown`; one that was excluded may be absent by now
 */
export function offerNic(desk: Desk, nic: string, offered: boolean): void {
  const excluded = new Set(desk.excludedNics);
  if (!excluded.has(nic) && desk.host.nic(nic) === null) {
    const known = desk.host.nics().map(({ name }) => name);
    throw new AppError('nicUnknown', { nic, known: known.join(', ') || '–' });
  }
  if (offered) excluded.delete(nic);
  else excluded.add(nic);
  const names = JSON.stringify([...excluded].sort());
  desk.commit((store) => store.settings.set('excludedNics', names));
}

/** @throws AppError `nicExcluded` */
export function checkOffered(desk: Desk, nic: string): void {
  if (desk.excludedNics.has(nic)) throw new AppError('nicExcluded', { nic });
}
