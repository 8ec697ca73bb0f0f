/**
 * What the page gets of Electron: a way to send messages and a way to hear them, nothing else.
 * Runs sandboxed and isolated from the page; built as CommonJS, which a sandboxed preload must be.
 */
import { contextBridge, ipcRenderer } from 'electron';
import { CHANNEL } from './channel.ts';

contextBridge.exposeInMainWorld('patchcord', {
  send(message: unknown): void {
    ipcRenderer.send(CHANNEL, message);
  },
  onMessage(listener: (message: unknown) => void): void {
    // The event object would hand the page ipcRenderer itself.
    ipcRenderer.on(CHANNEL, (_event, message: unknown) => listener(message));
  },
});
