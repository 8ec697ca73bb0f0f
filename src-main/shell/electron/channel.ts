/** The IPC channel, by the name that both ends use. */
export const CHANNEL = 'patchcord';
