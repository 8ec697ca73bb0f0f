/**
 * Changes on this computer that outlive the process: NICs that are cut off from the host's own
 * stack (R18). Everything else ends with its descriptor.
 *
 * Theory of operation
 * A change is written to the disk before it is made, and removed from the list after it is undone.
 * So after a crash at any moment the list names at least every change. Undoing a change that was not made
 * is not an error. Changes of this process are in use; the others on the list were left by an earlier
 * run and are undone at the next start, or by `doctor --repair host-changes`. The engine makes and
 * undoes the change itself; this list serves when the engine could not undo it.
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

  /** NICs that an earlier run left changed; null: the list cannot be read. */
  left(): readonly string[] | null {
    return this.#read()?.filter((nic) => !this.#inUse.has(nic)) ?? null;
  }

  /**
   * Writes down that the engine will cut off the NIC, until it is released. Does nothing if the NIC
   * is on the list already.
   */
  intend(nic: string): void {
    if (this.#inUse.has(nic)) return;
    this.#write([...(this.#read() ?? []), nic]);
    this.#inUse.add(nic);
  }

  /** NICs that this process may cut off now. */
  get inUse(): ReadonlySet<string> {
    return this.#inUse;
  }

  /** Gives the NIC back to the host. @throws PrivilegeError; then it stays on the list. */
  release(nic: string): void {
    this.#inUse.delete(nic);
    this.#giveBack(nic);
    this.#strike(nic);
  }

  /** Tries all. @throws PrivilegeError the first failure */
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
