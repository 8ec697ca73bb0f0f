/** VMs with their adapters, and the cards that running guests were started with. */
import type { Database } from 'better-sqlite3';
import type { Attachment } from '../contract/attachment.ts';
import type { PortPolicy } from '../contract/portPolicy.ts';
import type { AdapterRecord, RunningCardRecord, VmRecord } from './records.ts';

interface VmRow extends Omit<VmRecord, 'adapters' | 'runningCards'> {
  /** JSON array of RunningCardRecord. */
  runningCards: string | null;
}
interface AdapterRow extends Omit<AdapterRecord, 'cable' | 'attachment' | 'policy'> {
  vmId: string;
  cable: number;
  /** JSON of Attachment. */
  attachment: string;
  /** JSON of PortPolicy. */
  policy: string;
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
      `SELECT id, name, kind, command, attachment_kind AS attachmentKind,
              running_cards AS runningCards
       FROM vms ORDER BY seq`,
    );
    this.#adapters = database.prepare<[], AdapterRow>(
      `SELECT vm_id AS vmId, n, mode, network_id AS networkId, cable, mac, model, attachment, policy
       FROM adapters ORDER BY vm_id, n`,
    );
    this.#insert = database.prepare<[VmRow]>(
      `INSERT INTO vms (id, name, kind, command, attachment_kind, running_cards)
       VALUES (@id, @name, @kind, @command, @attachmentKind, @runningCards)`,
    );
    this.#update = database.prepare<[Omit<VmRow, 'runningCards'>]>(
      `UPDATE vms SET name = @name, kind = @kind, command = @command,
                      attachment_kind = @attachmentKind
       WHERE id = @id`,
    );
    this.#remove = database.prepare<[string]>('DELETE FROM vms WHERE id = ?');
    this.#insertAdapter = database.prepare<[AdapterRow]>(
      `INSERT INTO adapters (vm_id, n, mode, network_id, cable, mac, model, attachment, policy)
       VALUES (@vmId, @n, @mode, @networkId, @cable, @mac, @model, @attachment, @policy)`,
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

  /** In the order of their creation. */
  list(): VmRecord[] {
    const adapters = new Map<string, AdapterRecord[]>();
    for (const { vmId, ...row } of this.#adapters.all()) {
      const adapter = adapterOf(row);
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
   * Changes everything but the running cards. Removes the forwards of adapters that the VM no longer
   * has. Within a transaction.
   */
  update(vm: VmRecord): void {
    const { id, name, kind, command, attachmentKind } = vm;
    this.#update.run({ id, name, kind, command, attachmentKind });
    this.#removeAdapters.run(vm.id);
    for (const adapter of vm.adapters) this.#insertAdapter.run(adapterRow(id, adapter));
    this.#removeLostForwards.run(vm.id);
  }

  /** Removes its adapters and forwards too. Within a transaction. */
  remove(id: string): void {
    this.#removeForwards.run(id);
    this.#remove.run(id);
  }

  /** Null: the guest is not running. */
  setRunningCards(vmId: string, cards: readonly RunningCardRecord[] | null): void {
    this.#setRunningCards.run(cards && JSON.stringify(cards), vmId);
  }
}

function adapterRow(vmId: string, adapter: AdapterRecord): AdapterRow {
  const { cable, attachment, policy, ...rest } = adapter;
  return {
    ...rest,
    vmId,
    cable: Number(cable),
    attachment: JSON.stringify(attachment),
    policy: JSON.stringify(policy),
  };
}

function adapterOf(row: Omit<AdapterRow, 'vmId'>): AdapterRecord {
  const { cable, attachment, policy, ...rest } = row;
  return {
    ...rest,
    cable: cable === 1,
    attachment: JSON.parse(attachment) as Attachment,
    policy: JSON.parse(policy) as PortPolicy,
  };
}

function cardsOf(row: VmRow): RunningCardRecord[] | null {
  return row.runningCards === null ? null : (JSON.parse(row.runningCards) as RunningCardRecord[]);
}
