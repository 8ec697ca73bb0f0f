/** Every screen, with the way to it from the console. Read first: screenSuite.ts. */
import { PatchcordError } from '../../src-main/contract/errors.ts';
import { LAST_RATE_TEXT, tenBusyMinutes } from '../app/busyMinutes.ts';
import { type Laboratory, loseHostAdapter, nothing } from '../app/laboratory.ts';
import type { SettingsFile } from '../../src-main/contract/settingsFile.ts';
import type { StandInProgram } from '../app/standInProgram.ts';
import type { MapHand } from './mapHand.ts';
import { stopClock, type Looks } from './screenStage.ts';

export interface Screen {
  /** The small one by default. */
  readonly lab?: Laboratory;
  readonly size?: Pick<Looks, 'width' | 'height'>;
  /** Looks that have a picture too. */
  readonly also?: readonly ('dark' | '200' | 'german')[];
  /** What the program has to tell before the window is opened. */
  readonly given?: (program: StandInProgram) => unknown;
  /** From the console to the screen; done when all of it is there. */
  readonly go: (hand: MapHand, program: StandInProgram) => Promise<unknown>;
}

export type Screens = Readonly<Record<string, Screen>>;

const CONSOLE = { width: 1080, height: 540 };

/** Time after which the last second is drawn, see stores/history.ts. Rates are cleared after 1 s. */
const TRAIL_MS = 500;

/**
 * Ten minutes of traffic, and then the page's clock stands still: rates are shown for a second.
 */
async function seeTraffic(hand: MapHand, program: StandInProgram): Promise<void> {
  await stopClock(hand.page, TRAIL_MS);
  tenBusyMinutes(program);
  await hand.page.getByText(LAST_RATE_TEXT).first().waitFor({ state: 'attached' });
  await hand.page.clock.runFor(TRAIL_MS);
}

export const consoleScreens: Screens = {
  empty: {
    lab: nothing,
    size: CONSOLE,
    go: (hand) => hand.page.getByRole('heading', { level: 2 }).waitFor(),
  },
  console: {
    size: CONSOLE,
    also: ['dark', '200', 'german'],
    go: async (hand, program) => {
      await hand.row('Debian 13').waitFor();
      await seeTraffic(hand, program);
    },
  },
  'console-not-found': {
    size: CONSOLE,
    go: async (hand) => {
      await hand.page.getByRole('searchbox').fill('plan 9');
      await hand.page.getByText('No VM matches “plan 9”').waitFor();
    },
  },
  'console-menu': {
    size: CONSOLE,
    go: async (hand) => {
      await hand.row('OpenBSD firewall').focus();
      for (const key of ['Shift+F10', 'ArrowDown', 'ArrowRight']) {
        await hand.page.keyboard.press(key);
        await hand.page
          .getByRole('menuitem', { name: /Adapter/ })
          .first()
          .waitFor();
      }
      await hand.page.getByRole('menuitemradio').first().waitFor();
    },
  },
  'console-set-up': {
    size: CONSOLE,
    given: loseHostAdapter,
    go: (hand) => hand.button('Set up…').waitFor(),
  },
  'console-refused': {
    size: CONSOLE,
    given: (program) => {
      const { engine, hypervisor } = program.app;
      const params = { program: 'qemu-system-x86_64' };
      const problem = { code: 'hypervisorMissing', params } as const;
      hypervisor.reports.set(program.vm('Haiku').id, { state: 'stopped', carrier: [], problem });
      // It reports nothing meanwhile.
      engine.onApplied = () => undefined;
      engine.tellState('restarting', 1);
    },
    go: (hand) => hand.page.getByText(/^Network engine is restarting/).waitFor(),
  },
  'console-paused': {
    size: CONSOLE,
    given: (program) => program.call('panel.pause', { paused: true }),
    go: (hand) => hand.button('Resume').waitFor(),
  },
  'console-more': {
    size: CONSOLE,
    go: async (hand) => {
      await hand.button('More').click();
      await hand.page.getByRole('menuitem', { name: 'About' }).waitFor();
    },
  },
  'console-remove': {
    size: CONSOLE,
    go: async (hand) => {
      await hand.row('Debian 13').press('Delete');
      await hand.page.getByRole('alertdialog').waitFor();
    },
  },
  'new-vm': {
    also: ['german'],
    go: async (hand) => {
      await hand.button('New VM…').click();
      await hand.box('Name').fill('Debian test');
    },
  },
  'new-vm-tap': {
    go: async (hand) => {
      await hand.button('New VM…').click();
      await hand.box('Name').fill('Container');
      await hand.page.getByLabel('Kind').selectOption('TAP, for a namespace or container');
      await hand.button('Create').focus();
    },
  },
  'new-vm-ready': {
    go: async (hand) => {
      await hand.button('New VM…').click();
      await hand.box('Name').fill('Debian test');
      await hand.button('Create').click();
      await hand.page.getByText('“Debian test” is ready').waitFor();
    },
  },
};

/** A page of the settings of the laboratory's first VM. */
function settings(page: RegExp, then: Screen['go'] = () => Promise.resolve()): Screen['go'] {
  return async (hand, program) => {
    await hand.openSettings('Debian 13');
    await hand.setting(page).click();
    await then(hand, program);
  };
}

export const settingsScreens: Screens = {
  'settings-adapter': { also: ['dark', '200', 'german'], go: settings(/^Adapter 1/) },
  'settings-host-adapter': {
    given: (program) => program.setHostAdapter(null),
    go: settings(/^Adapter 1/, (hand) => hand.radio('Host adapter').click()),
  },
  'settings-mac-refused': {
    go: settings(/^Adapter 2/, (hand) => hand.box('MAC address').fill('01-03-FF-00-00-01')),
  },
  'settings-name': { go: settings(/^Name/) },
  'settings-command': { go: settings(/^Command/) },
  'settings-forwards': { also: ['german'], go: settings(/^Port forwarding/) },
  'settings-forwards-empty': {
    given: async (program) => {
      for (const { id } of program.panel.forwards) await program.call('forward.remove', { id });
    },
    go: settings(/^Port forwarding/),
  },
  'settings-forwards-change': {
    go: settings(/^Port forwarding/, async (hand) => {
      await hand.button('Remove the rule for host port 8080').click();
      await hand.button('Change the rule for host port 2222').click();
      await hand.field('Change rule', 'Host port').fill('80');
      await hand.page.getByText('Ports below 1024').waitFor();
    }),
  },
  'settings-forwards-tested': {
    given: (program) => {
      program.handlers['forward.test'] = () => 'answered';
    },
    go: settings(/^Port forwarding/, async (hand) => {
      await hand.button('Test the rule for host port 2222').click();
      await hand.page.getByText('The guest answered.').waitFor();
    }),
  },
  'settings-arguments': { go: settings(/^QEMU arguments/) },
  'settings-discard': {
    go: settings(/^Name/, async (hand) => {
      await hand.box('Name').fill('Debian 14');
      await hand.page.keyboard.press('Escape');
      await hand.page.getByRole('alertdialog').waitFor();
    }),
  },
};

/** The LAN, where it is set up. */
const onTheLan: Screen['given'] = (program) =>
  program.call('network.add', { name: 'LAN', kind: 'host', nic: 'enp3s0' });

function networks(page: RegExp, then: Screen['go'] = () => Promise.resolve()): Screen['go'] {
  return async (hand, program) => {
    await hand.button('Networks…').click();
    await hand.setting(page).click();
    await then(hand, program);
  };
}

export const networkScreens: Screens = {
  networks: { go: networks(/^Shared/) },
  'networks-internal': {
    also: ['german'],
    given: (program) => {
      const reserved = { mac: '00-03-FF-5D-21-02', address: '169.254.0.50' };
      return program.call('network.reserve', { network: 'Internal', ...reserved });
    },
    go: networks(/^Internal/, async (hand) => {
      await hand.button('Connect').click();
      await hand.page.getByText('“Shared” assigns the addresses here').waitFor();
    }),
  },
  'networks-offers': { go: networks(/^Host adapters for VMs/) },
  'networks-nic': { given: onTheLan, go: networks(/^LAN/) },
  'networks-dedicated': {
    given: onTheLan,
    go: networks(/^LAN/, async (hand) => {
      await hand.page.getByRole('checkbox', { name: /for VMs only/ }).click();
      await hand.page.getByRole('alertdialog').waitFor();
    }),
  },
  'networks-remove': {
    go: networks(/^Test lab/, async (hand) => {
      await hand.button('Remove this network').click();
      await hand.page.getByRole('alertdialog').waitFor();
    }),
  },
};

function activity(tab: string): Screen['go'] {
  return async (hand, program) => {
    await hand.row('Debian 13').waitFor();
    await hand.button('Activity…').click();
    await hand.setting(new RegExp(tab)).click();
    await hand.page.getByRole('table').waitFor();
    await seeTraffic(hand, program);
  };
}

export const activityScreens: Screens = {
  'activity-throughput': { also: ['dark'], go: activity('Throughput') },
  'activity-leases': { go: activity('Leases') },
  'activity-flows': { go: activity('Connections') },
  'activity-fdb': { go: activity('MAC table') },
  'activity-drops': { go: activity('Drops') },
  'activity-empty': {
    lab: nothing,
    go: async (hand) => {
      await hand.button('Activity…').click();
      await hand.dialog.getByText('No adapters yet.').waitFor();
    },
  },
};

export const mapScreens: Screens = {
  map: {
    also: ['dark', '200'],
    go: async (hand, program) => {
      await hand.openMap();
      await stopClock(hand.page);
      tenBusyMinutes(program);
      await hand.cable(program.port('Debian 13', 1)).locator('.pace-3').waitFor();
    },
  },
  'map-plug': {
    go: async (hand) => {
      await hand.openMap();
      await hand.adapter(/^Debian 13, adapter 1/).press('Enter');
      await hand.page.getByRole('listbox', { name: 'Plug into…' }).waitFor();
    },
  },
};

async function openSetup(hand: MapHand): Promise<void> {
  await hand.chooseMore('Setup…');
  await hand.dialog.getByText('4 things need attention.').waitFor();
}

export const setupScreens: Screens = {
  setup: {
    also: ['german'],
    go: openSetup,
  },
  'setup-refused': {
    given: (program) => {
      const params = { command: 'sudo /usr/lib/patchcord/setup member' };
      program.refuseNext('doctor.repair', new PatchcordError('repairRefused', params));
    },
    go: async (hand) => {
      await openSetup(hand);
      await hand.button('Repair: Group “patchcord”').click();
      await hand.dialog.getByRole('alert').waitFor();
      await hand.button('Repair: TUN/TAP driver').click();
      await hand.dialog.getByText('Repaired.').waitFor();
    },
  },
};

function preferences(page: RegExp, then: Screen['go'] = () => Promise.resolve()): Screen['go'] {
  return async (hand, program) => {
    await hand.chooseMore('Preferences…');
    await hand.setting(page).click();
    await then(hand, program);
  };
}

/** The dialog shows where the data are; tests have them elsewhere in every run. */
function inHomeFolder({ handlers }: StandInProgram): void {
  const get = handlers['preferences.get'];
  handlers['preferences.get'] = async (args) => {
    return { ...(await get(args)), dataDir: '/home/ada/.config/patchcord' };
  };
}

/** The laboratory of another person: one VM more, whose MAC is in use here. */
async function settingsOfAnother(program: StandInProgram): Promise<SettingsFile> {
  const settings = await program.call('settings.export', {});
  const [shared, ...others] = settings.networks;
  const [debian] = settings.vms;
  return {
    ...settings,
    preferences: { ...settings.preferences, theme: 'dark' },
    networks: [{ ...shared!, mtu: 9000 }, ...others],
    vms: [{ ...debian!, name: 'web', forwards: [] }],
  };
}

export const programScreens: Screens = {
  preferences: { also: ['dark'], given: inHomeFolder, go: preferences(/^General/) },
  'preferences-new-vms': { given: inHomeFolder, go: preferences(/^New VMs/) },
  'preferences-data': { given: inHomeFolder, go: preferences(/^Data/) },
  'preferences-import': {
    given: inHomeFolder,
    go: preferences(/^Data/, async (hand, program) => {
      const file = { name: 'settings.json', mimeType: 'application/json' };
      const chooser = hand.page.locator('input[type=file]');
      const settings = await settingsOfAnother(program);
      await chooser.setInputFiles({ ...file, buffer: Buffer.from(JSON.stringify(settings)) });
      await hand.page.getByRole('dialog', { name: 'Import these settings?' }).waitFor();
    }),
  },
  about: {
    go: async (hand) => {
      await hand.chooseMore('About Patchcord…');
      await hand.page.getByRole('cell', { name: 'electron', exact: true }).waitFor();
    },
  },
};

export const allScreens: Screens = {
  ...consoleScreens,
  ...settingsScreens,
  ...networkScreens,
  ...activityScreens,
  ...mapScreens,
  ...setupScreens,
  ...programScreens,
};
