/** Words that several areas use: buttons, connections, cards, states. */
import { modeNames } from '../../../src-main/contract/modeNames.ts';
import type { Translation } from '../translation.ts';

export const words: Translation['words'] = {
  ok: 'OK',
  cancel: 'Abbrechen',
  apply: 'Übernehmen',
  close: 'Schließen',
  remove: 'Entfernen',
  copy: 'Kopieren',
  copied: 'Kopiert',
  discardTitle: 'Änderungen verwerfen?',
  discardBody: 'Ihre Änderungen sind noch nicht übernommen.',
  discard: 'Verwerfen',
  keepEditing: 'Weiter bearbeiten',
  changed: 'geändert',
  hasError: 'bitte prüfen',
  none: 'Keine',
  mode: modeNames.de,
  model: {
    virtio: 'virtio (am schnellsten)',
    e1000: 'Intel PRO/1000',
    e1000e: 'Intel PRO/1000 PCIe',
    rtl8139: 'Realtek 8139 (alte Systeme)',
    tulip: 'DEC 21140 (älteste Systeme)',
  },
  vmState: {
    stopped: 'Ausgeschaltet',
    starting: 'Startet …',
    running: 'Läuft',
    paused: 'Angehalten',
  },
  unplugCable: 'Kabel abziehen',
  plugCable: 'Kabel einstecken',
  cableOut: 'Kabel abgezogen',
  connection: '{mode} – {network}',
};
