/** Runs a program with this process's standard streams, and passes signals on to it. */
import { spawn } from 'node:child_process';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
/** Exit status for a program that a signal ended, as in a shell: 128 plus the signal's number. */
const SIGNAL_STATUS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129, SIGKILL: 137 };

/** @returns {Promise<number>} the exit status */
export function runChild(program, words, env = process.env) {
  const child = spawn(program, words, { stdio: 'inherit', env });
  // The terminal sends Ctrl-C to the child too. Receiving it twice does no harm.
  const forward = (signal) => child.kill(signal);
  for (const signal of SIGNALS) process.on(signal, forward);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (status, signal) => {
      for (const name of SIGNALS) process.off(name, forward);
      resolve(status ?? SIGNAL_STATUS[signal] ?? 1);
    });
  });
}
