/** The NICs of this computer that VMs may use: all that are not excluded (R11). */
import type { NicChoice } from '../../contract/network.ts';
import { AppError } from '../appError.ts';
import type { AppContext } from '../appContext.ts';

export function nicChoices(app: AppContext): NicChoice[] {
  const { excludedNics } = app;
  return app.host.nics().map((nic) => ({ ...nic, offered: !excludedNics.has(nic.name) }));
}

/**
 * Networks that use it already stay, and so do their adapters.
 * @throws AppError `nicUnknown`; an excluded NIC may be absent
 */
export function offerNic(app: AppContext, nic: string, offered: boolean): void {
  const excluded = new Set(app.excludedNics);
  if (!excluded.has(nic) && app.host.nic(nic) === null) {
    const known = app.host.nics().map(({ name }) => name);
    throw new AppError('nicUnknown', { nic, known: known.join(', ') || '–' });
  }
  if (offered) excluded.delete(nic);
  else excluded.add(nic);
  const names = JSON.stringify([...excluded].sort());
  app.commit((store) => store.settings.set('excludedNics', names));
}

/** @throws AppError `nicExcluded` */
export function checkOffered(app: AppContext, nic: string): void {
  if (app.excludedNics.has(nic)) throw new AppError('nicExcluded', { nic });
}
