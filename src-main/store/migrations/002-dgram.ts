/**
 * QEMU's `dgram` netdevs: the kind of netdev that a VM uses, and the two UDP ports of each of its
 * cables. Guests that run during this change have `stream` cables.
 */
export const dgram = `
ALTER TABLE vms ADD COLUMN netdev TEXT NOT NULL DEFAULT 'stream'
  CHECK (netdev IN ('stream', 'dgram'));

ALTER TABLE adapters ADD COLUMN engine_port INTEGER CHECK (engine_port BETWEEN 1024 AND 65535);
ALTER TABLE adapters ADD COLUMN guest_port INTEGER
  CHECK (guest_port BETWEEN 1024 AND 65535 AND guest_port <> engine_port);
CREATE UNIQUE INDEX adapters_by_engine_port ON adapters (engine_port);
CREATE UNIQUE INDEX adapters_by_guest_port ON adapters (guest_port);

UPDATE vms SET running_cards = (
  SELECT json_group_array(json_set(value, '$.ports', NULL)) FROM json_each(running_cards)
) WHERE running_cards IS NOT NULL;
`;
