/** This computer as the checks see it. Tests pass a stand-in. */
import { execFile } from 'node:child_process';
import { closeSync, constants, openSync, readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { canDoInProcess } from '../../native/lib/privilege.ts';

export interface Outcome {
  /** The exit status, or the errno's name if the program could not be run. */
  readonly status: number | string;
  /** Standard output, then standard error. */
  readonly output: string;
}

export interface HostWorld {
  /** Returns null, or the errno's name. */
  tryOpen(path: string, write: boolean): string | null;
  /** Returns null if it cannot be read. */
  read(path: string): string | null;
  run(program: string, words: readonly string[]): Promise<Outcome>;
  readonly uid: number;
  readonly user: string;
  /** The groups of this process, the effective one included. */
  readonly groups: readonly number[];
  /** Whether this process itself has the capabilities. */
  privileged(): boolean;
}

/** Time limit for a program that a check runs, ms. A repair has none, because it waits for a person. */
const RUN_LIMIT_MS = 5_000;

export const thisComputer: HostWorld = {
  tryOpen(path, write) {
    try {
      closeSync(openSync(path, write ? constants.O_RDWR : constants.O_RDONLY));
      return null;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code ?? String(error);
    }
  },
  read(path) {
    try {
      return readFileSync(path, 'utf8');
    } catch {
      return null;
    }
  },
  run: (program, words) => run(program, words, RUN_LIMIT_MS),
  uid: process.getuid?.() ?? -1,
  user: userInfo().username,
  groups: [...new Set([process.getegid?.() ?? -1, ...(process.getgroups?.() ?? [])])],
  privileged: canDoInProcess,
};

/** `limitMs` 0: no limit. The limit uses SIGKILL, because QEMU exits with status 0 on SIGTERM. */
export function run(program: string, words: readonly string[], limitMs = 0): Promise<Outcome> {
  return new Promise((resolve) => {
    const options = { timeout: limitMs, killSignal: 'SIGKILL' } as const;
    const child = execFile(program, words, options, (error, out, complaint) => {
      const output = `${out}${complaint}`.trim();
      resolve({ status: error === null ? 0 : (error.code ?? 'ETIMEDOUT'), output });
    });
    child.stdin?.on('error', () => undefined);
    child.stdin?.end();
  });
}
