/** The names of the connections, by language. Window, tray and command line use the same. */
import type { Mode } from './vm.ts';

export const modeNames = {
  en: {
    none: 'Not connected',
    host: 'Host adapter',
    shared: 'Shared networking',
    internal: 'Internal network',
  },
  de: {
    none: 'Nicht verbunden',
    host: 'Host-Adapter',
    shared: 'Gemeinsames Netzwerk',
    internal: 'Internes Netzwerk',
  },
} satisfies Record<string, Record<Mode, string>>;
