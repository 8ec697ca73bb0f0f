/**
 * Host adapter: how a network uses its NIC, and this computer's port on a network. An adapter on a
 * NIC is on that NIC's network, so the adapters' column `nic` goes; it was never set. Forwards refer
 * to adapters, so they are set aside while the table is rebuilt.
 */
export const host = `
ALTER TABLE networks ADD COLUMN dedicated INTEGER NOT NULL DEFAULT 0
  CHECK (dedicated IN (0, 1) AND (dedicated = 0 OR kind = 'host'));
ALTER TABLE networks ADD COLUMN translate INTEGER NOT NULL DEFAULT 0
  CHECK (translate IN (0, 1) AND (translate = 0 OR kind = 'host'));
ALTER TABLE networks ADD COLUMN host_port_mac TEXT
  CHECK (host_port_mac IS NULL OR kind = 'internal');
CREATE UNIQUE INDEX networks_by_nic ON networks (nic);

CREATE TEMP TABLE waiting_forwards AS SELECT * FROM forwards;
DELETE FROM forwards;
CREATE TABLE adapters_new (
  vm_id TEXT NOT NULL REFERENCES vms (id) ON DELETE CASCADE,
  n INTEGER NOT NULL CHECK (n BETWEEN 1 AND 4),
  mode TEXT NOT NULL CHECK (mode IN ('none', 'host', 'shared', 'internal')),
  network_id TEXT REFERENCES networks (id),
  mac TEXT NOT NULL UNIQUE,
  model TEXT NOT NULL,
  engine_port INTEGER CHECK (engine_port BETWEEN 1024 AND 65535),
  guest_port INTEGER CHECK (guest_port BETWEEN 1024 AND 65535 AND guest_port <> engine_port),
  PRIMARY KEY (vm_id, n),
  CHECK ((mode = 'none') = (network_id IS NULL))
) STRICT, WITHOUT ROWID;
INSERT INTO adapters_new
  SELECT vm_id, n, mode, network_id, mac, model, engine_port, guest_port FROM adapters;
DROP TABLE adapters;
ALTER TABLE adapters_new RENAME TO adapters;
CREATE INDEX adapters_by_network ON adapters (network_id);
CREATE UNIQUE INDEX adapters_by_engine_port ON adapters (engine_port);
CREATE UNIQUE INDEX adapters_by_guest_port ON adapters (guest_port);
INSERT INTO forwards SELECT * FROM waiting_forwards;
DROP TABLE waiting_forwards;
`;
