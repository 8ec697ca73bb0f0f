/** Words of the menu at the toolbar's end, and of About. */
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
  licence: 'MIT licence.',
  documentation: 'Documentation',
  documentationHelp: 'README.md in the folder that Patchcord came in; `patchcord --help`.',
  faults: 'Something is wrong?',
  faultsHelp:
    'Copy the diagnostics into your report. They tell versions, checks and counters, and no names, addresses or paths.',
  copyDiagnostics: 'Copy diagnostics',
  copied: 'Copied',
  shortcuts: 'Keys',
  keys: {
    open: 'Open the settings of the chosen VM',
    remove: 'Remove the chosen VM',
    move: 'Choose another VM or setting',
    ok: 'OK, in any dialog',
    cancel: 'Close a dialog without applying',
  },
  shipped: 'What Patchcord is made of',
  component: 'Component',
  componentVersion: 'Version',
  componentLicence: 'Licence',
};
