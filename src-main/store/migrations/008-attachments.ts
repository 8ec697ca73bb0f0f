/**
 * An adapter's attachment becomes one JSON value. It replaces the VM's `kind`, `netdev` and
 * `tap_holder` and the adapter's ports and TAP. The VM's `kind` is now only the hypervisor. Adapters
 * get a column for their policy, which is empty.
 * A running guest keeps the attachments it was started with. A VM whose TAPs Patchcord holds has no
 * running cards, because Patchcord does not know what runs it.
 */
export const attachments = `
ALTER TABLE vms ADD COLUMN attachment_kind TEXT NOT NULL DEFAULT 'qemuStream';
UPDATE vms SET attachment_kind = CASE
  WHEN tap_holder = 'patchcord' THEN 'tap'
  WHEN tap_holder = 'hypervisor' THEN 'heldTap'
  WHEN netdev = 'dgram' THEN 'qemuDatagram'
  ELSE 'qemuStream'
END;
ALTER TABLE vms DROP COLUMN tap_holder;
ALTER TABLE vms DROP COLUMN netdev;
UPDATE vms SET kind = CASE attachment_kind WHEN 'tap' THEN 'none' ELSE 'qemu' END;

ALTER TABLE adapters ADD COLUMN attachment TEXT NOT NULL DEFAULT '{"kind":"qemuStream"}'
  CHECK (json_valid(attachment) AND attachment ->> 'kind' IS NOT NULL);
ALTER TABLE adapters ADD COLUMN policy TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(policy));
UPDATE adapters SET attachment = CASE
  WHEN tap IS NOT NULL THEN json_object(
    'kind', (SELECT attachment_kind FROM vms WHERE id = vm_id), 'name', tap)
  WHEN engine_port IS NOT NULL THEN json_object(
    'kind', 'qemuDatagram', 'enginePort', engine_port, 'guestPort', guest_port)
  ELSE json_object('kind', 'qemuStream')
END;
DROP INDEX adapters_by_engine_port;
DROP INDEX adapters_by_guest_port;
DROP INDEX adapters_by_tap;
ALTER TABLE adapters DROP COLUMN guest_port;
ALTER TABLE adapters DROP COLUMN engine_port;
ALTER TABLE adapters DROP COLUMN tap;
CREATE UNIQUE INDEX adapters_by_engine_port ON adapters (attachment ->> 'enginePort');
CREATE UNIQUE INDEX adapters_by_guest_port ON adapters (attachment ->> 'guestPort');
CREATE UNIQUE INDEX adapters_by_tap ON adapters (attachment ->> 'name')
  WHERE attachment ->> 'kind' IN ('tap', 'heldTap');

UPDATE vms SET running_cards = NULL WHERE kind = 'none';
UPDATE vms SET running_cards = (
  SELECT json_group_array(json_object(
    'n', value ->> 'n',
    'mac', value ->> 'mac',
    'model', value ->> 'model',
    'attachment', json(CASE
      WHEN value ->> 'tap' IS NOT NULL THEN json_object('kind', 'heldTap', 'name', value ->> 'tap')
      WHEN value ->> 'ports' IS NOT NULL THEN json_object(
        'kind', 'qemuDatagram',
        'enginePort', value ->> '$.ports.engine',
        'guestPort', value ->> '$.ports.guest')
      ELSE json_object('kind', 'qemuStream')
    END)
  )) FROM json_each(running_cards)
) WHERE running_cards IS NOT NULL;
`;
