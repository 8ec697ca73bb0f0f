/** The line over a WebSocket, one JSON text per message, for the window in a browser. */
import type { Line } from './bridge.ts';

export function socketLine(url: string | URL): Line {
  const socket = new WebSocket(url);
  return {
    send: (message) => socket.send(JSON.stringify(message)),
    onMessage: (listener) =>
      socket.addEventListener('message', (event) => listener(JSON.parse(String(event.data)))),
    onOpen: (listener) => socket.addEventListener('open', listener),
    onClose: (listener) => socket.addEventListener('close', listener),
  };
}
