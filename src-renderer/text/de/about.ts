/** Words of the menu at the end of the toolbar, and of About. */
import type { Translation } from '../translation.ts';

export const aboutText: Translation['about'] = {
  more: 'Mehr',
  menu: {
    setup: 'Einrichtung …',
    preferences: 'Programmeinstellungen …',
    about: 'Über Patchcord …',
  },
  title: 'Über Patchcord',
  version: 'Version {version}',
  purpose: 'Ein Steckfeld für virtuelle Maschinen.',
  licence: 'MIT-Lizenz',
  documentation: 'Dokumentation',
  documentationHelp: 'docs/ im Quellverzeichnis; `patchcord --help`',
  faults: 'Ein Problem gefunden?',
  faultsHelp:
    'Kopieren Sie die Diagnose in Ihren Bericht. Sie nennt Versionen, Prüfungen und Zähler, aber keine Namen, Adressen oder Pfade.',
  copyDiagnostics: 'Diagnose kopieren',
  copied: 'Kopiert',
  shortcuts: 'Tastenkürzel',
  keys: {
    open: 'Einstellungen der gewählten VM öffnen',
    remove: 'Gewählte VM entfernen',
    move: 'Andere VM oder Einstellung wählen',
    ok: 'OK, in jedem Dialog',
    cancel: 'Dialog schließen, ohne anzuwenden',
  },
  shipped: 'Open-Source-Komponenten',
  component: 'Komponente',
  componentVersion: 'Version',
  componentLicence: 'Lizenz',
};
