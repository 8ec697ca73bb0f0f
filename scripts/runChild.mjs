/** Runs a program in place of this one: it gets the streams and the signals, and returns its status. */
import { spawn } from 'node:child_process';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
/** A shell's status of a program that a signal ended: 128 plus the signal's number. */
const SIGNAL_STATUS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129, SIGKILL: 137 };

/** @returns {Promise<number>} the exit status */
export function runChild(program, words, env = process.env) {
  const child = spawn(program, words, { stdio: 'inherit', env });
  // A terminal's Ctrl-C reaches the child directly as well; receiving it twice does no harm.
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
