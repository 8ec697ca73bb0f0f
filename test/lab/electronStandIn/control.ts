/** Lets a test read and click what is outside the page (tray, dialogs), over process IPC. */
import { basename } from 'node:path';
import { checks, debuggingPort } from './browser.ts';

/** A line of the tray's menu. */
export interface MenuEntry {
  readonly label?: string;
  readonly type?: string;
  readonly enabled?: boolean;
  readonly checked?: boolean;
  readonly submenu?: readonly MenuEntry[];
  readonly click?: () => void;
}

interface Recorded {
  window: {
    isVisible(): boolean;
    close(): boolean;
    mayAttachWebview(): boolean;
    readonly refused: readonly string[];
    readonly saved: readonly string[];
    readonly preferences: object;
    readonly hasIcon: boolean;
  } | null;
  tray: {
    toolTip: string;
    icon: string;
    menu: readonly MenuEntry[];
    click(): void;
    opened(label: string): void;
  } | null;
  /** Labels of the tray's submenus that a panel has opened. */
  readonly submenus: string[];
  readonly notifications: string[];
  readonly opened: string[];
}

export const record: Recorded = {
  window: null,
  tray: null,
  notifications: [],
  opened: [],
  submenus: [],
};

/** The answer to `state`. */
export interface DesktopState {
  readonly visible: boolean;
  readonly toolTip: string | null;
  /** File name of the tray's icon, without extension. */
  readonly icon: string | null;
  readonly menu: readonly string[];
  readonly notifications: readonly string[];
  /** Folders that were opened in the file manager. */
  readonly opened: readonly string[];
  /** Of the tray, in a panel, as they were opened. */
  readonly submenus: readonly string[];
  readonly refused: readonly string[];
  readonly saved: readonly string[];
  readonly preferences: object;
  readonly hasIcon: boolean;
  readonly debuggingPort: number;
}

export type Ask =
  | { do: 'state' }
  | { do: 'closeWindow' }
  | { do: 'clickTray' }
  | { do: 'attachWebview' }
  /** The labels that lead to the entry. */
  | { do: 'clickMenu'; path: readonly string[] }
  /** The labels of a submenu; those chosen begin with `*`. */
  | { do: 'readMenu'; path: readonly string[] }
  | { do: 'checkPermission'; permission: string; origin: string };

/** Without an IPC channel, that is outside a test, it does nothing. */
export function listenToTest(): void {
  process.on('message', ({ id, ask }: { id: number; ask: Ask }) =>
    process.send?.({ id, answer: perform(ask) }),
  );
  // The channel must not keep the program from ending.
  process.channel?.unref();
}

function perform(ask: Ask): unknown {
  switch (ask.do) {
    case 'state':
      return state();
    case 'closeWindow':
      return record.window?.close();
    case 'attachWebview':
      return record.window?.mayAttachWebview();
    case 'clickTray':
      return record.tray?.click();
    case 'clickMenu':
      return entryAt(ask.path)?.click?.();
    case 'readMenu':
      return entryAt(ask.path)?.submenu?.map(({ label = '—', checked }) =>
        checked === true ? `* ${label}` : label,
      );
    case 'checkPermission':
      return checks.permission?.(null, ask.permission as never, ask.origin, {} as never);
  }
}

function state(): DesktopState | null {
  const { window, tray } = record;
  if (window === null) return null;
  return {
    visible: window.isVisible(),
    toolTip: tray?.toolTip ?? null,
    icon: tray === null ? null : basename(tray.icon, '.png'),
    menu: tray?.menu.map(({ label }) => label ?? '—') ?? [],
    notifications: record.notifications,
    opened: record.opened,
    submenus: record.submenus,
    refused: window.refused,
    saved: window.saved,
    preferences: window.preferences,
    hasIcon: window.hasIcon,
    debuggingPort: debuggingPort(),
  };
}

function entryAt(path: readonly string[]): MenuEntry | undefined {
  let entry: MenuEntry | undefined = { submenu: record.tray?.menu ?? [] };
  for (const label of path) entry = entry?.submenu?.find((one) => one.label === label);
  return entry;
}
