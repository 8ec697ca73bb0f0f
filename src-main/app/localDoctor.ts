/** The doctor for when the program does not run, perhaps because it cannot start. */
import { Doctor, hostChecks } from '../host/doctor.ts';
import { HostChanges } from '../host/hostChanges.ts';
import { readNics } from '../host/nics.ts';

/** Without a running program no networks are known, so none can clash. */
export function openDoctor(dataDir: string): Doctor {
  const changes = new HostChanges(dataDir);
  return new Doctor(hostChecks({ changes, nics: readNics, subnetClashes: () => [] }));
}
