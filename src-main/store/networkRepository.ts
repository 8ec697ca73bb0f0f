/** Networks, in the order they were made. */
import type { Database } from 'better-sqlite3';
import type { NetworkRecord } from './records.ts';

type Flag = 'dhcp' | 'dedicated' | 'translate';

interface NetworkRow extends Omit<NetworkRecord, Flag | 'dns'>, Record<Flag, number> {
  /** JSON array of strings. */
  dns: string;
}

export class NetworkRepository {
  readonly #list;
  readonly #insert;
  readonly #update;
  readonly #remove;

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
  }

  list(): NetworkRecord[] {
    return this.#list.all().map((row) => ({
      ...row,
      dhcp: row.dhcp === 1,
      dedicated: row.dedicated === 1,
      translate: row.translate === 1,
      dns: JSON.parse(row.dns) as string[],
    }));
  }

  insert(network: NetworkRecord): void {
    this.#insert.run(rowOf(network));
  }

  /** Everything but its kind, NIC and MAC. */
  update(network: NetworkRecord): void {
    this.#update.run(rowOf(network));
  }

  /** Fails while adapters are plugged into it. Its leases go with it. */
  remove(id: string): void {
    this.#remove.run(id);
  }
}

function rowOf(network: NetworkRecord): NetworkRow {
  const { dhcp, dedicated, translate, dns, ...rest } = network;
  return {
    ...rest,
    dhcp: Number(dhcp),
    dedicated: Number(dedicated),
    translate: Number(translate),
    dns: JSON.stringify(dns),
  };
}
