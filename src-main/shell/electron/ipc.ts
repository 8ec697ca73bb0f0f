/**
 * The contract over Electron's IPC: one channel each way, messages of contract/message.ts as
 * structured clones.
 * Read first: shell/faceSession.ts. IPC tells nothing of what lies unread, so here only the number
 * of calls at a time is bounded; the page at the other end is our own.
 */
import { ipcMain, type WebContents } from 'electron';
import type { PanelService } from '../../contract/server.ts';
import { FaceSession, type FacePipe } from '../faceSession.ts';
import { CHANNEL } from './channel.ts';
import { isOurPage } from './scheme.ts';

/** Each load of the page is a new face: answers to the one before must not reach it. */
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
    // Frames inside the page, and pages that are not ours, have no say.
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
