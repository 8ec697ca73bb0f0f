/** Every screen there is, with the way to it from the console: what screens.test.ts looks at. */
import { PatchcordError } from '../../src-main/contract/errors.ts';
import { tenBusyMinutes } from '../app/busyMinutes.ts';
import { type Laboratory, loseHostAdapter, nothing } from '../app/laboratory.ts';
import type { StandInProgram } from '../app/standInProgram.ts';
import type { MapHand } from './mapHand.ts';
import type { Looks } from './screenStage.ts';

export interface Screen {
  /** The small one by default. */
  readonly lab?: Laboratory;
  readonly size?: Pick<Looks, 'width' | 'height'>;
  /** Its words are worth a picture in German too. */
  readonly german?: true;
  /** What the program has to tell before the window is opened. */
  readonly given?: (program: StandInProgram) => unknown;
  /** From the console to the screen; done when all of it is there. */
  readonly go: (hand: MapHand, program: StandInProgram) => Promise<unknown>;
}

const CONSOLE = { width: 1080, height: 540 };

/** The window has heard of the traffic. Where there is little room the trail is left out. */
function trailShown(hand: MapHand): Promise<void> {
  return hand.page
    .locator('.spark[aria-label^="Last minute"]')
    .first()
    .waitFor({ state: 'attached' });
}

const consoleScreens: Record<string, Screen> = {
  empty: {
    lab: nothing,
    size: CONSOLE,
    go: (hand) => hand.page.getByRole('heading', { level: 2 }).waitFor(),
  },
  console: {
    size: CONSOLE,
    german: true,
    go: async (hand, program) => {
      await hand.row('Debian 13').waitFor();
      tenBusyMinutes(program);
      await trailShown(hand);
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
    german: true,
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
      engine.tellState('restarting', 1);
    },
    go: (hand) => hand.page.getByText('Network engine is restarting', { exact: true }).waitFor(),
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
    german: true,
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

const settingsScreens: Record<string, Screen> = {
  'settings-adapter': { german: true, go: settings(/^Adapter 1/) },
  'settings-host-adapter': {
    given: (program) => program.setHostAdapter(null),
    go: settings(/^Adapter 1/, (hand) => hand.radio('Host adapter').click()),
  },
  'settings-mac-refused': {
    go: settings(/^Adapter 2/, (hand) => hand.box('MAC address').fill('01-03-FF-00-00-01')),
  },
  'settings-name': { go: settings(/^Name/) },
  'settings-command': { go: settings(/^Command/) },
  'settings-forwards': { german: true, go: settings(/^Port forwarding/) },
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

const networkScreens: Record<string, Screen> = {
  networks: { go: networks(/^Shared/) },
  'networks-internal': {
    german: true,
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
    tenBusyMinutes(program);
    await trailShown(hand);
    await hand.button('Activity…').click();
    await hand.setting(new RegExp(tab)).click();
    await hand.page.getByRole('table').waitFor();
  };
}

const activityScreens: Record<string, Screen> = {
  'activity-throughput': { german: true, go: activity('Throughput') },
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

const mapScreens: Record<string, Screen> = {
  map: {
    german: true,
    go: async (hand, program) => {
      await hand.openMap();
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

const setupScreens: Record<string, Screen> = {
  setup: {
    german: true,
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

const programScreens: Record<string, Screen> = {
  preferences: { german: true, go: preferences(/^General/) },
  'preferences-new-vms': { go: preferences(/^New VMs/) },
  'preferences-data': { go: preferences(/^Data/) },
  'preferences-import': {
    go: preferences(/^Data/, async (hand) => {
      const file = { name: 'settings.json', mimeType: 'application/json' };
      const chooser = hand.page.locator('input[type=file]');
      await chooser.setInputFiles({ ...file, buffer: Buffer.from('{}') });
      await hand.page.getByRole('dialog', { name: 'Import these settings?' }).waitFor();
    }),
  },
  about: {
    german: true,
    go: async (hand) => {
      await hand.chooseMore('About Patchcord…');
      await hand.page.getByRole('cell', { name: 'electron', exact: true }).waitFor();
    },
  },
};

export const screens: Readonly<Record<string, Screen>> = {
  ...consoleScreens,
  ...settingsScreens,
  ...networkScreens,
  ...activityScreens,
  ...mapScreens,
  ...setupScreens,
  ...programScreens,
};
