/**
 * The first schema: VMs with their adapters, networks, forwards, leases, settings.
 *
 * `seq` keeps the order of creation: the first network of a kind is its default. The forwards'
 * reference to their adapter is checked at commit, so that the adapters of a VM can be replaced
 * within a transaction. `running_cards` are the cards that a running guest was started with (JSON).
 * `nic` and the mode `host` are not used in this version.
 */
export const first = `
CREATE TABLE networks (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL CHECK (kind IN ('shared', 'internal', 'host')),
  nic TEXT CHECK (nic IS NULL OR kind = 'host'),
  subnet TEXT NOT NULL,
  gateway TEXT NOT NULL,
  gateway_mac TEXT NOT NULL UNIQUE,
  dhcp INTEGER NOT NULL CHECK (dhcp IN (0, 1)),
  range_from TEXT NOT NULL,
  range_to TEXT NOT NULL,
  dns TEXT NOT NULL CHECK (json_valid(dns)),
  mtu INTEGER NOT NULL CHECK (mtu BETWEEN 576 AND 65520)
) STRICT;

CREATE TABLE vms (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  command TEXT,
  running_cards TEXT CHECK (running_cards IS NULL OR json_valid(running_cards))
) STRICT;

CREATE TABLE adapters (
  vm_id TEXT NOT NULL REFERENCES vms (id) ON DELETE CASCADE,
  n INTEGER NOT NULL CHECK (n BETWEEN 1 AND 4),
  mode TEXT NOT NULL CHECK (mode IN ('none', 'host', 'shared', 'internal')),
  network_id TEXT REFERENCES networks (id),
  nic TEXT,
  mac TEXT NOT NULL UNIQUE,
  model TEXT NOT NULL,
  PRIMARY KEY (vm_id, n),
  CHECK ((mode IN ('shared', 'internal')) = (network_id IS NOT NULL)),
  CHECK ((mode = 'host') = (nic IS NOT NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX adapters_by_network ON adapters (network_id);

CREATE TABLE forwards (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  vm_id TEXT NOT NULL,
  n INTEGER NOT NULL,
  protocol TEXT NOT NULL CHECK (protocol IN ('tcp', 'udp')),
  address TEXT NOT NULL,
  port INTEGER NOT NULL CHECK (port BETWEEN 1024 AND 65535),
  guest_port INTEGER NOT NULL CHECK (guest_port BETWEEN 1 AND 65535),
  UNIQUE (protocol, address, port),
  FOREIGN KEY (vm_id, n) REFERENCES adapters (vm_id, n) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX forwards_by_adapter ON forwards (vm_id, n);

CREATE TABLE leases (
  network_id TEXT NOT NULL REFERENCES networks (id) ON DELETE CASCADE,
  mac TEXT NOT NULL,
  address TEXT NOT NULL,
  hostname TEXT NOT NULL,
  expires_at_ms INTEGER NOT NULL,
  PRIMARY KEY (network_id, mac)
) STRICT, WITHOUT ROWID;

CREATE TABLE settings (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`;
