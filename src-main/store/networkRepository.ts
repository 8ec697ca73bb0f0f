/** Networks with their reserved addresses, in the order of their creation. */
import type { Database } from 'better-sqlite3';
import type { NetworkRecord, ReservationRecord } from './records.ts';

type Flag = 'dhcp' | 'dedicated' | 'translate';

interface NetworkRow
  extends Omit<NetworkRecord, Flag | 'dns' | 'reservations'>, Record<Flag, number> {
  /** JSON array of strings. */
  dns: string;
}

export class NetworkRepository {
  readonly #list;
  readonly #insert;
  readonly #update;
  readonly #remove;
  readonly #reservations;
  readonly #reserve;
  readonly #clearReservations;

  constructor(database: Database) {
    this.#list = database.prepare<[], NetworkRow>(
      `SELECT id, name, kind, nic, subnet, gateway, gateway_mac AS gatewayMac, dhcp,
              range_from AS rangeFrom, range_to AS rangeTo, dns, mtu, dedicated, translate,
              host_port_mac AS hostPortMac
       FROM networks ORDER BY seq`,
    );
    this.#insert = database.prepare<[NetworkRow]>(
      `INSERT INTO networks (id, name, kind, nic, subnet, gateway, gateway_mac, dhcp,
                             range_from, range_to, dns, mtu, dedicated, translate,
                             host_port_mac)
       VALUES (@id, @name, @kind, @nic, @subnet, @gateway, @gatewayMac, @dhcp,
               @rangeFrom, @rangeTo, @dns, @mtu, @dedicated, @translate, @hostPortMac)`,
    );
    this.#update = database.prepare<[NetworkRow]>(
      `UPDATE networks SET name = @name, subnet = @subnet, gateway = @gateway, dhcp = @dhcp,
                           range_from = @rangeFrom, range_to = @rangeTo, dns = @dns, mtu = @mtu,
                           dedicated = @dedicated, translate = @translate,
                           host_port_mac = @hostPortMac
       WHERE id = @id`,
    );
    this.#remove = database.prepare<[string]>('DELETE FROM networks WHERE id = ?');
    this.#reservations = database.prepare<[string], ReservationRecord>(
      'SELECT mac, address FROM reservations WHERE network_id = ? ORDER BY mac',
    );
    this.#reserve = database.prepare<[string, string, string]>(
      'INSERT INTO reservations (network_id, mac, address) VALUES (?, ?, ?)',
    );
    this.#clearReservations = database.prepare<[string]>(
      'DELETE FROM reservations WHERE network_id = ?',
    );
  }

  list(): NetworkRecord[] {
    return this.#list.all().map((row) => ({
      ...row,
      dhcp: row.dhcp === 1,
      dedicated: row.dedicated === 1,
      translate: row.translate === 1,
      dns: JSON.parse(row.dns) as string[],
      reservations: this.#reservations.all(row.id),
    }));
  }

  /** Within a transaction. */
  insert(network: NetworkRecord): void {
    this.#insert.run(rowOf(network));
    this.#putReservations(network);
  }

  /** Changes everything but its kind, NIC and MAC. Within a transaction. */
  update(network: NetworkRecord): void {
    this.#update.run(rowOf(network));
    this.#putReservations(network);
  }

  #putReservations({ id, reservations }: NetworkRecord): void {
    this.#clearReservations.run(id);
    for (const { mac, address } of reservations) this.#reserve.run(id, mac, address);
  }

  /** Fails while adapters use it. Removes its leases, reservations and patch cables too. */
  remove(id: string): void {
    this.#remove.run(id);
  }
}

function rowOf(network: NetworkRecord): NetworkRow {
  const { id, name, kind, nic, subnet, gateway, gatewayMac } = network;
  const { rangeFrom, rangeTo, mtu, hostPortMac } = network;
  return {
    ...{ id, name, kind, nic, subnet, gateway, gatewayMac },
    ...{ rangeFrom, rangeTo, mtu, hostPortMac },
    dhcp: Number(network.dhcp),
    dedicated: Number(network.dedicated),
    translate: Number(network.translate),
    dns: JSON.stringify(network.dns),
  };
}
