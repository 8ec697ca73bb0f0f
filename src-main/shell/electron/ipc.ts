/**
 * The contract over Electron's IPC: one channel each way, messages of contract/message.ts as
 * structured clones.
 * Read first: shell/faceSession.ts. IPC does not report how much is unread, so only the number of
 * calls at a time is bounded. The page at the other end is Patchcord's own.
 */
import { ipcMain, type WebContents } from 'electron';
import type { PanelService } from '../../contract/server.ts';
import { FaceSession, type FacePipe } from '../faceSession.ts';
import { CHANNEL } from './channel.ts';
import { isOurPage } from './scheme.ts';

/** Each load of the page is a new face, which must not get the answers for the one before. */
export function connectContents(contents: WebContents, service: PanelService): void {
  let session: FaceSession | null = null;
  contents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
    if (!isMainFrame || isSameDocument) return;
    session?.close();
    session = new FaceSession(service, pipeTo(contents));
  });
  contents.once('destroyed', () => session?.close());
  ipcMain.on(CHANNEL, (event, message: unknown) => {
    const { sender, senderFrame } = event;
    // Ignores frames inside the page and foreign pages.
    if (sender !== contents || senderFrame?.parent !== null) return;
    if (isOurPage(senderFrame.url)) session?.take(message);
  });
}

function pipeTo(contents: WebContents): FacePipe {
  return {
    send: (message) => {
      if (!contents.isDestroyed()) contents.send(CHANNEL, message);
    },
    buffered: () => 0,
    pause: () => undefined,
    resume: () => undefined,
  };
}
