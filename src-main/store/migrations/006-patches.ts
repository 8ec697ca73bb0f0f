/** Patch cables between networks (R43). A pair has one order, so that it cannot be stored twice. */
export const patches = `
CREATE TABLE patches (
  one TEXT NOT NULL REFERENCES networks (id) ON DELETE CASCADE,
  other TEXT NOT NULL REFERENCES networks (id) ON DELETE CASCADE,
  PRIMARY KEY (one, other),
  CHECK (one < other)
) STRICT, WITHOUT ROWID;
`;
