/** Services that only the desktop program has: start at login, and showing a folder. */
import { Autostart } from '../host/autostart.ts';

/** How to start the desktop program. */
export interface DesktopFacts {
  /** The command line that starts it without its window. */
  readonly command: readonly string[];
  openFolder(path: string): Promise<void>;
}

export interface DesktopServices {
  readonly autostart: Autostart;
  openFolder(path: string): Promise<void>;
}

export function desktopServices(facts: DesktopFacts): DesktopServices {
  return {
    autostart: new Autostart(process.env, facts.command),
    openFolder: (path) => facts.openFolder(path),
  };
}
