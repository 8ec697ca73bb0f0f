/**
 * The list of changes on this computer that remain after the process has ended: NICs that are cut
 * off from the host's stack (R18). All other changes end with their file descriptor.
 *
 * Theory of operation
 * A change is written to the list before it is made, and removed after it is undone. So the list is
 * complete after a crash at any moment. It may name a change that was never made; undoing that is not
 * an error. Changes of this process are in use. All others were left by an earlier run, and are
 * undone at the next start or by `doctor --repair host-changes`. Normally the engine makes and undoes
 * a change; this list is for the case that it could not undo it.
 */
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { isolate } from '../../native/lib/privilege.ts';

const List = z.object({ isolated: z.array(z.string().max(15)).max(256) });

export class HostChanges {
  readonly path: string;
  readonly #reconnect: (nic: string) => void;
  readonly #inUse = new Set<string>();

  constructor(dataDir: string, reconnect = (nic: string): void => isolate(nic, false)) {
    this.path = join(dataDir, 'host-changes.json');
    this.#reconnect = reconnect;
  }

  /** NICs that an earlier run left changed; null: the list cannot be read. */
  left(): readonly string[] | null {
    return this.#read()?.filter((nic) => !this.#inUse.has(nic)) ?? null;
  }

  /** Adds the NIC to the list, before the engine cuts it off. Does nothing if it is on the list. */
  intend(nic: string): void {
    if (this.#inUse.has(nic)) return;
    this.#write([...(this.#read() ?? []), nic]);
    this.#inUse.add(nic);
  }

  /** NICs that this process has cut off or is about to. */
  get inUse(): ReadonlySet<string> {
    return this.#inUse;
  }

  /** Reconnects the NIC to the host. @throws PrivilegeError; then it stays on the list. */
  release(nic: string): void {
    this.#inUse.delete(nic);
    this.#reconnect(nic);
    this.#remove(nic);
  }

  /** Reconnects all. @throws PrivilegeError the first failure, after trying all of them */
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

  #remove(nic: string): void {
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
