/** The doctor where no program runs: what keeps it from starting may be what is wrong. */
import { Doctor, hostChecks } from '../host/doctor.ts';
import { HostChanges } from '../host/hostChanges.ts';
import { readNics } from '../host/nics.ts';

/** Without a running program no network is known, so none clashes. */
export function openDoctor(dataDir: string): Doctor {
  const changes = new HostChanges(dataDir);
  return new Doctor(hostChecks({ changes, nics: readNics, subnetClashes: () => [] }));
}
