/** Chooses the line: Electron's preload if there is one, otherwise a WebSocket to the page's server. */
import { LineBridge, type Bridge } from './bridge.ts';
import { preloadLine, type PreloadDoor } from './preloadLine.ts';
import { socketLine } from './socketLine.ts';

declare global {
  interface Window {
    readonly patchcord?: PreloadDoor;
  }
}

export function openBridge(): Bridge {
  const door = window.patchcord;
  return new LineBridge(
    door ? () => preloadLine(door) : () => socketLine(contractAddress()),
  ).start();
}

function contractAddress(): URL {
  const address = new URL('/contract', window.location.href);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  return address;
}
