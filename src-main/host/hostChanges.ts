/**
 * What is changed on this computer and would outlive the process: NICs that the host's own stack is
 * cut off from (R18). Everything else goes with its descriptor.
 *
 * Theory of operation
 * A change is written down, on the disk, before it is done, and struck out after it was undone; so
 * after a crash at any moment the list names at least what is changed. Undoing what was not done is
 * no error. What this process has changed itself is in use; the rest of the list is left behind and
 * is undone at the next start, or by `doctor --repair host-changes`. The engine does the change
 * itself, when a guest comes, and undoes it: here is what is owed when it could not.
 */
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { isolate } from '../../native/lib/privilege.ts';

const List = z.object({ isolated: z.array(z.string().max(15)).max(256) });

export class HostChanges {
  readonly path: string;
  readonly #giveBack: (nic: string) => void;
  readonly #inUse = new Set<string>();

  constructor(dataDir: string, giveBack = (nic: string): void => isolate(nic, false)) {
    this.path = join(dataDir, 'host-changes.json');
    this.#giveBack = giveBack;
  }

  /** NICs still changed by an earlier run; null: the list cannot be read. */
  left(): readonly string[] | null {
    return this.#read()?.filter((nic) => !this.#inUse.has(nic)) ?? null;
  }

  /**
   * Writes down that the NIC will be cut off, by the engine, for as long as it is not released.
   * Does nothing when that is written already.
   */
  intend(nic: string): void {
    if (this.#inUse.has(nic)) return;
    this.#write([...(this.#read() ?? []), nic]);
    this.#inUse.add(nic);
  }

  /** NICs that may be cut off by this process now. */
  get inUse(): ReadonlySet<string> {
    return this.#inUse;
  }

  /** Gives the NIC back to the host. @throws PrivilegeError; then it stays on the list. */
  release(nic: string): void {
    this.#inUse.delete(nic);
    this.#giveBack(nic);
    this.#strike(nic);
  }

  /** @throws PrivilegeError of the first that cannot be undone, after all have been tried */
  undoLeft(): void {
    const failures: unknown[] = [];
    for (const nic of this.left() ?? []) {
      try {
        this.release(nic);
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }

  #strike(nic: string): void {
    this.#write((this.#read() ?? []).filter((name) => name !== nic));
  }

  /** An absent file is an empty list. */
  #read(): string[] | null {
    try {
      return List.parse(JSON.parse(readFileSync(this.path, 'utf8'))).isolated;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'ENOENT' ? [] : null;
    }
  }

  #write(isolated: readonly string[]): void {
    const fresh = `${this.path}.new`;
    const file = openSync(fresh, 'w', 0o600);
    try {
      writeSync(file, JSON.stringify({ isolated: [...new Set(isolated)] }));
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(fresh, this.path);
  }
}
