/** The program's log: a file in the data directory, one JSON object per line. */
import { join } from 'node:path';
import { pino, type Logger } from 'pino';
import { LogFile } from './logFile.ts';

/** Size of the log, octets. One old log is kept. */
const MOST_OCTETS = 4 << 20;

/** Neither this nor the logger ever throws. */
export function openLog(dataDir: string): Logger {
  return pino(
    { serializers: { error: pino.stdSerializers.err } },
    new LogFile(join(dataDir, 'patchcord.log'), MOST_OCTETS),
  );
}
