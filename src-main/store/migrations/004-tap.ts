/**
 * VMs of the kind `tap`: which program has their TAPs open, and the TAP of each adapter. Guests that
 * run during this change have none.
 */
export const tap = `
ALTER TABLE vms ADD COLUMN tap_holder TEXT
  CHECK (tap_holder IN ('patchcord', 'hypervisor') AND kind = 'tap' OR tap_holder IS NULL);
ALTER TABLE adapters ADD COLUMN tap TEXT;
CREATE UNIQUE INDEX adapters_by_tap ON adapters (tap);

UPDATE vms SET running_cards = (
  SELECT json_group_array(json_set(value, '$.tap', NULL)) FROM json_each(running_cards)
) WHERE running_cards IS NOT NULL;
`;
