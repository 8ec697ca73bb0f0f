/** What only a desktop program can offer: being started at login, and a file manager to show things in. */
import { Autostart } from '../host/autostart.ts';

/** What the desktop program knows of itself. */
export interface DesktopFacts {
  /** The words that start it without its window. */
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
