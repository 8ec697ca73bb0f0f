/** Whether an adapter's cable is in its card (R6). All were until now. */
export const cable = `
ALTER TABLE adapters ADD COLUMN cable INTEGER NOT NULL DEFAULT 1 CHECK (cable IN (0, 1));
`;
