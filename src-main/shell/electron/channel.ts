/** Name of the IPC channel, used at both ends. */
export const CHANNEL = 'patchcord';
