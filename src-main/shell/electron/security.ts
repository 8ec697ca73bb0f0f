/**
 * Rules for every WebContents of this program, also for Patchcord's own page. A page cannot navigate,
 * open windows, embed pages, use the camera, or save data that it has not created. It cannot make the
 * desktop open an address either: `shell.openExternal` is not used, and the only folder that can be
 * opened is the data folder (desktop.ts).
 * Read first: Electron's security checklist (electronjs.org/docs/latest/tutorial/security).
 */
import { app, session, type WebContents } from 'electron';
import { isMadeByOurPage, isOurPage } from './scheme.ts';

/** The only permission that is granted, and only to Patchcord's page, for its *Copy* buttons. */
const WRITE_CLIPBOARD = 'clipboard-sanitized-write';

export function lockDown(): void {
  app.on('web-contents-created', (_event, contents) => confine(contents));
  void app.whenReady().then(() => {
    refusePermissions();
    refuseDownloads();
  });
}

function confine(contents: WebContents): void {
  const refuse = (event: { preventDefault(): void }): void => event.preventDefault();
  contents.on('will-navigate', refuse);
  contents.on('will-frame-navigate', refuse);
  contents.on('will-redirect', refuse);
  contents.on('will-attach-webview', refuse);
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}

function refusePermissions(): void {
  const { defaultSession } = session;
  const mayCopy = (permission: string, url: string): boolean =>
    permission === WRITE_CLIPBOARD && isOurPage(url);
  defaultSession.setPermissionRequestHandler((_contents, permission, decide, { requestingUrl }) =>
    decide(mayCopy(permission, requestingUrl)),
  );
  defaultSession.setPermissionCheckHandler((_contents, permission, origin) =>
    mayCopy(permission, origin.endsWith('/') ? origin : `${origin}/`),
  );
  defaultSession.setDevicePermissionHandler(() => false);
}

/** Allows exports, which the page creates in its memory, and cancels all other downloads. */
function refuseDownloads(): void {
  session.defaultSession.on('will-download', (event, item) => {
    if (!isMadeByOurPage(item.getURL())) event.preventDefault();
  });
}
