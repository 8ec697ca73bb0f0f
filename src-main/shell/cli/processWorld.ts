/** The `CliWorld` of this process: its standard streams, environment and signals. */
import type { CliWorld } from './commandSession.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** Ctrl-C arrives from the terminal and again from npm. Within this time, ms, both count as one. */
const DUPLICATE_SIGNAL_MS = 1000;

export function processWorld(
  given: Pick<CliWorld, 'version' | 'rendererDir' | 'openProgram' | 'openDoctor'>,
): CliWorld {
  let serving = false;
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
    // Guests need their network, also when the terminal has gone or the disk with the output is full.
    if (serving) return;
    // EPIPE: the reader has what it wants (`patchcord vm list | head -1`).
    process.exit(code === 'EPIPE' ? 0 : 1);
  });
  process.stderr.on('error', () => undefined);
  return {
    ...given,
    env: process.env,
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    untilStopped: () => {
      serving = true;
      return untilStopSignal();
    },
  };
}

/** Resolves at the first signal. A later one ends the process, in case stopping hangs. */
function untilStopSignal(): Promise<void> {
  return new Promise((resolve) => {
    let firstAtMs: number | null = null;
    for (const signal of SIGNALS)
      process.on(signal, () => {
        firstAtMs ??= performance.now();
        if (performance.now() - firstAtMs > DUPLICATE_SIGNAL_MS) process.exit(1);
        resolve();
      });
  });
}
