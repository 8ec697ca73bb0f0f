/** Addresses reserved for one adapter, by its MAC. */
export const reservations = `
CREATE TABLE reservations (
  network_id TEXT NOT NULL REFERENCES networks (id) ON DELETE CASCADE,
  mac TEXT NOT NULL,
  address TEXT NOT NULL,
  PRIMARY KEY (network_id, mac),
  UNIQUE (network_id, address)
) STRICT, WITHOUT ROWID;
`;
