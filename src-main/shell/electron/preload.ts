/**
 * Gives the page two functions, to send and to receive messages, and nothing else of Electron.
 * It runs sandboxed and isolated from the page. It is built as CommonJS, because a sandboxed preload
 * cannot be anything else.
 */
import { contextBridge, ipcRenderer } from 'electron';
import { CHANNEL } from './channel.ts';

contextBridge.exposeInMainWorld('patchcord', {
  send(message: unknown): void {
    ipcRenderer.send(CHANNEL, message);
  },
  onMessage(listener: (message: unknown) => void): void {
    // The event is not passed on, because it contains ipcRenderer.
    ipcRenderer.on(CHANNEL, (_event, message: unknown) => listener(message));
  },
});
