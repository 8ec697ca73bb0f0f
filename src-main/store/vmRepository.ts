/** VMs with their adapters, and the cards that running guests were started with. */
import type { Database } from 'better-sqlite3';
import type { CablePorts } from '../contract/vm.ts';
import type { AdapterRecord, RunningCardRecord, VmRecord } from './records.ts';

interface VmRow extends Omit<VmRecord, 'adapters' | 'runningCards'> {
  /** JSON array of RunningCardRecord. */
  runningCards: string | null;
}
interface AdapterRow extends Omit<AdapterRecord, 'ports' | 'cable'> {
  vmId: string;
  cable: number;
  /** Both or neither. */
  enginePort: number | null;
  guestPort: number | null;
}

export class VmRepository {
  readonly #vms;
  readonly #adapters;
  readonly #insert;
  readonly #update;
  readonly #remove;
  readonly #insertAdapter;
  readonly #removeAdapters;
  readonly #removeLostForwards;
  readonly #removeForwards;
  readonly #setRunningCards;

  constructor(database: Database) {
    this.#vms = database.prepare<[], VmRow>(
      `SELECT id, name, kind, command, netdev, tap_holder AS tapHolder,
              running_cards AS runningCards
       FROM vms ORDER BY seq`,
    );
    this.#adapters = database.prepare<[], AdapterRow>(
      `SELECT vm_id AS vmId, n, mode, network_id AS networkId, cable, mac, model,
              engine_port AS enginePort, guest_port AS guestPort, tap
       FROM adapters ORDER BY vm_id, n`,
    );
    this.#insert = database.prepare<[VmRow]>(
      `INSERT INTO vms (id, name, kind, command, netdev, tap_holder, running_cards)
       VALUES (@id, @name, @kind, @command, @netdev, @tapHolder, @runningCards)`,
    );
    this.#update = database.prepare<
      [Pick<VmRow, 'id' | 'name' | 'command' | 'netdev' | 'tapHolder'>]
    >(
      `UPDATE vms SET name = @name, command = @command, netdev = @netdev, tap_holder = @tapHolder
       WHERE id = @id`,
    );
    this.#remove = database.prepare<[string]>('DELETE FROM vms WHERE id = ?');
    this.#insertAdapter = database.prepare<[AdapterRow]>(
      `INSERT INTO adapters
         (vm_id, n, mode, network_id, cable, mac, model, engine_port, guest_port, tap)
       VALUES (@vmId, @n, @mode, @networkId, @cable, @mac, @model, @enginePort, @guestPort, @tap)`,
    );
    this.#removeAdapters = database.prepare<[string]>('DELETE FROM adapters WHERE vm_id = ?');
    this.#removeLostForwards = database.prepare<[string]>(
      `DELETE FROM forwards WHERE vm_id = ?
       AND n NOT IN (SELECT n FROM adapters WHERE adapters.vm_id = forwards.vm_id)`,
    );
    this.#removeForwards = database.prepare<[string]>('DELETE FROM forwards WHERE vm_id = ?');
    this.#setRunningCards = database.prepare<[string | null, string]>(
      'UPDATE vms SET running_cards = ? WHERE id = ?',
    );
  }

  /** In the order they were made. */
  list(): VmRecord[] {
    const adapters = new Map<string, AdapterRecord[]>();
    for (const { vmId, cable, enginePort, guestPort, ...rest } of this.#adapters.all()) {
      const ports = portsOf(enginePort, guestPort);
      const adapter = { ...rest, cable: cable === 1, ports };
      const ofVm = adapters.get(vmId);
      if (ofVm === undefined) adapters.set(vmId, [adapter]);
      else ofVm.push(adapter);
    }
    return this.#vms.all().map((row) => ({
      ...row,
      adapters: adapters.get(row.id) ?? [],
      runningCards: cardsOf(row),
    }));
  }

  /** Within a transaction. */
  insert(vm: VmRecord): void {
    const { adapters, runningCards, ...rest } = vm;
    this.#insert.run({ ...rest, runningCards: runningCards && JSON.stringify(runningCards) });
    for (const adapter of adapters) this.#insertAdapter.run(adapterRow(vm.id, adapter));
  }

  /**
   * Name, command, netdev, holder of TAPs and adapters, within a transaction. The forwards of adapters that are gone go
   * with them.
   */
  update(vm: VmRecord): void {
    const { id, name, command, netdev, tapHolder } = vm;
    this.#update.run({ id, name, command, netdev, tapHolder });
    this.#removeAdapters.run(vm.id);
    for (const adapter of vm.adapters) this.#insertAdapter.run(adapterRow(id, adapter));
    this.#removeLostForwards.run(vm.id);
  }

  /** Within a transaction. With its adapters and forwards. */
  remove(id: string): void {
    this.#removeForwards.run(id);
    this.#remove.run(id);
  }

  /** Null: the guest is not running. */
  setRunningCards(vmId: string, cards: readonly RunningCardRecord[] | null): void {
    this.#setRunningCards.run(cards && JSON.stringify(cards), vmId);
  }
}

function adapterRow(vmId: string, { cable, ports, ...rest }: AdapterRecord): AdapterRow {
  const { engine = null, guest = null } = ports ?? {};
  return { ...rest, vmId, cable: Number(cable), enginePort: engine, guestPort: guest };
}

function portsOf(engine: number | null, guest: number | null): CablePorts | null {
  return engine === null || guest === null ? null : { engine, guest };
}

function cardsOf(row: VmRow): RunningCardRecord[] | null {
  return row.runningCards === null ? null : (JSON.parse(row.runningCards) as RunningCardRecord[]);
}
