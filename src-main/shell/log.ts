/** The program's log: a file in the data directory, one JSON object per line. */
import { renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { destination, pino, type Logger } from 'pino';

/** Size, octets, from which the next start begins a new log. One old log is kept. */
const PUT_ASIDE_OCTETS = 4 << 20;

export function openLog(dataDir: string): Logger {
  const path = join(dataDir, 'patchcord.log');
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > PUT_ASIDE_OCTETS)
    renameSync(path, `${path}.old`);
  // Written synchronously, because the last line before a crash matters most, and lines are rare.
  return pino(destination({ dest: path, sync: true, mode: 0o600 }));
}
