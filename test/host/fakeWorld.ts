/** A computer that a test describes. Reading anything else of it is an error. */
import type { HostWorld, Outcome } from '../../src-main/host/hostWorld.ts';

interface Described {
  /** Errno name per path; null: it opens. */
  readonly opens?: Readonly<Record<string, string | null>>;
  readonly files?: Readonly<Record<string, string>>;
  readonly programs?: Readonly<Record<string, Outcome>>;
  readonly groups?: readonly number[];
  readonly privileged?: boolean;
}

export function fakeWorld(described: Described): HostWorld {
  const { opens = {}, files = {}, programs = {}, groups = [1000], privileged = false } = described;
  return {
    tryOpen: (path) => opens[path] ?? null,
    read: (path) => files[path] ?? null,
    run: (program) => Promise.resolve(programs[program] ?? { status: 'ENOENT', output: '' }),
    uid: 1000,
    user: 'ada',
    groups,
    privileged: () => privileged,
  };
}

/** A set-up program that only records its calls. */
export function fakeSetUp(): { setUp: (...words: string[]) => Promise<void>; asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    setUp: (...words) => {
      asked.push(words.join(' '));
      return Promise.resolve();
    },
  };
}
