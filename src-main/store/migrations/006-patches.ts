/** Patch cables between networks (R43). A pair is kept in one order, so that it is there once. */
export const patches = `
CREATE TABLE patches (
  one TEXT NOT NULL REFERENCES networks (id) ON DELETE CASCADE,
  other TEXT NOT NULL REFERENCES networks (id) ON DELETE CASCADE,
  PRIMARY KEY (one, other),
  CHECK (one < other)
) STRICT, WITHOUT ROWID;
`;
