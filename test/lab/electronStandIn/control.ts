/** How a test looks at what a person would see around the page, and clicks there: over process IPC. */
import { checks, debuggingPort } from './browser.ts';

export interface MenuEntry {
  readonly label?: string;
  readonly click?: () => void;
}

interface Recorded {
  window: {
    isVisible(): boolean;
    close(): boolean;
    readonly refused: readonly string[];
    readonly preferences: object;
    readonly hasIcon: boolean;
  } | null;
  tray: { toolTip: string; menu: readonly MenuEntry[]; click(): void } | null;
}

export const record: Recorded = { window: null, tray: null };

/** What `state` answers. */
export interface DesktopState {
  readonly visible: boolean;
  readonly toolTip: string | null;
  readonly menu: readonly string[];
  readonly refused: readonly string[];
  readonly preferences: object;
  readonly hasIcon: boolean;
  readonly debuggingPort: number;
}

export type Ask =
  | { do: 'state' }
  | { do: 'closeWindow' }
  | { do: 'clickTray' }
  | { do: 'clickMenu'; label: string }
  | { do: 'checkPermission'; permission: string; origin: string };

/** Nothing is answered outside a test, which alone has a channel. */
export function listenToTest(): void {
  process.on('message', ({ id, ask }: { id: number; ask: Ask }) =>
    process.send?.({ id, answer: perform(ask) }),
  );
  // The channel must not keep a program alive that wants to end.
  process.channel?.unref();
}

function perform(ask: Ask): unknown {
  switch (ask.do) {
    case 'state':
      return state();
    case 'closeWindow':
      return record.window?.close();
    case 'clickTray':
      return record.tray?.click();
    case 'clickMenu':
      return record.tray?.menu.find(({ label }) => label === ask.label)?.click?.();
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
    menu: tray?.menu.map(({ label }) => label ?? '—') ?? [],
    refused: window.refused,
    preferences: window.preferences,
    hasIcon: window.hasIcon,
    debuggingPort: debuggingPort(),
  };
}
