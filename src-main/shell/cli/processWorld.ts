/** The world as this process has it: standard streams, environment, signals. */
import type { CliWorld } from './commandSession.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** Ctrl-C comes from the terminal and again from the parent process; within this time, ms, both count as one. */
const SAME_WISH_MS = 1000;

export function processWorld(
  given: Pick<CliWorld, 'version' | 'rendererDir' | 'openProgram' | 'openDoctor'>,
): CliWorld {
  // The reader has closed the pipe (`patchcord vm list | head -1`), so there is no output to write.
  process.stdout.on('error', () => process.exit(0));
  return {
    ...given,
    env: process.env,
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    untilStopped: untilStopSignal,
  };
}

/** Comes true at the first signal; a later one ends the process, should stopping be stuck. */
function untilStopSignal(): Promise<void> {
  return new Promise((resolve) => {
    let askedAtMs: number | null = null;
    for (const signal of SIGNALS)
      process.on(signal, () => {
        askedAtMs ??= performance.now();
        if (performance.now() - askedAtMs > SAME_WISH_MS) process.exit(1);
        resolve();
      });
  });
}
