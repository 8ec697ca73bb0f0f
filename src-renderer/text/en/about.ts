/** Words of the menu at the end of the toolbar, and of About. */
export const aboutText = {
  more: 'More',
  menu: {
    setup: 'Setup…',
    preferences: 'Preferences…',
    about: 'About Patchcord…',
  },
  title: 'About Patchcord',
  version: 'Version {version}',
  purpose: 'A patch panel for virtual machines.',
  licence: 'MIT licence',
  documentation: 'Documentation',
  documentationHelp: 'docs/ in the source folder; `patchcord --help`',
  faults: 'Found a problem?',
  faultsHelp:
    'Copy the diagnostics into your report. They include versions, checks and counters, but no names, addresses or paths.',
  copyDiagnostics: 'Copy diagnostics',
  copied: 'Copied',
  shortcuts: 'Keyboard shortcuts',
  keys: {
    open: 'Open the settings of the selected VM',
    remove: 'Remove the selected VM',
    move: 'Select another VM or setting',
    ok: 'OK, in any dialog',
    cancel: 'Close a dialog without applying',
  },
  shipped: 'Open-source components',
  component: 'Component',
  componentVersion: 'Version',
  componentLicence: 'Licence',
};
