/** Whether an adapter's cable is plugged in (R6). All existing cables are. */
export const cable = `
ALTER TABLE adapters ADD COLUMN cable INTEGER NOT NULL DEFAULT 1 CHECK (cable IN (0, 1));
`;
