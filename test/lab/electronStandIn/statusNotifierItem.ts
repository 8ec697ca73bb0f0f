/**
 * The tray for desktops: a StatusNotifierItem with its menu on the session bus, if there is one.
 * statusNotifierItem.py uses the bus. It gets states, and sends clicks and opened submenus, one JSON
 * value per line.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { MenuEntry } from './control.ts';

interface Shown {
  readonly toolTip: string;
  readonly icon: string;
  readonly menu: readonly MenuEntry[];
  click(): void;
  /** A host shows the submenu with this label. */
  opened(label: string): void;
}

export class StatusNotifierItem {
  readonly #child: ChildProcess | null = hasBus() ? speakBus() : null;
  /** Entries by their ids on the bus; 0 is the root. */
  #entries: MenuEntry[] = [];
  #shown: Shown | null = null;

  constructor() {
    if (this.#child === null) return;
    createInterface({ input: this.#child.stdout! }).on('line', (line) => {
      const [event, id] = JSON.parse(line) as ['clicked' | 'opened', number];
      if (event === 'opened') this.#shown?.opened(this.#entries[id]?.label ?? '');
      else if (id === 0) this.#shown?.click();
      else this.#entries[id]?.click?.();
    });
  }

  show(shown: Shown): void {
    this.#shown = shown;
    this.#entries = [];
    const menu = this.#numbered({ submenu: shown.menu });
    const { toolTip, icon } = shown;
    this.#child?.stdin!.write(`${JSON.stringify({ toolTip, icon, menu })}\n`);
  }

  close(): void {
    this.#child?.kill();
  }

  #numbered(entry: MenuEntry): object {
    const id = this.#entries.push(entry) - 1;
    const { label = '', type = 'normal', enabled = true, checked = false, submenu = [] } = entry;
    const items = submenu.map((one) => this.#numbered(one));
    return { id, label, type, enabled, checked, items };
  }
}

function hasBus(): boolean {
  return (process.env['DBUS_SESSION_BUS_ADDRESS'] ?? '') !== '';
}

function speakBus(): ChildProcess {
  const script = join(import.meta.dirname, 'statusNotifierItem.py');
  // Debian's Python, which has Debian's bindings.
  return spawn('/usr/bin/python3', [script], { stdio: ['pipe', 'pipe', 'inherit'] });
}
