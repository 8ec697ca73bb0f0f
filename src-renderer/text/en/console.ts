/** Words of the console: the list of VMs, its toolbar, its banners. */
import type { EngineState } from '../../../src-main/contract/activity.ts';
import type { Appearance } from '../../stores/appearance.ts';
import type { LanguageChoice } from '../languages.ts';

export const consoleText = {
  title: 'Patchcord',
  toolbar: 'Virtual machines',
  newVm: 'New VM…',
  settings: 'Settings…',
  start: 'Start',
  stop: 'Stop',
  forceStop: 'Force off',
  remove: 'Remove…',
  forwards: 'Port forwarding…',
  networks: 'Networks…',
  activity: 'Activity…',
  list: 'Virtual machines',
  search: 'Search VMs',
  searchAbout: 'Search by VM name, network or IP address.',
  nothingFound: 'No VM matches “{search}”',
  showAll: 'Show all',
  startByHand: 'This VM has no start command. Enter one in Settings to start it here.',
  noAdapters: 'No adapters',
  adapter: 'Adapter {n}',
  linkUp: 'Link up',
  linkDown: 'Link down',
  noAddress: 'No address yet',
  fromGuest: 'Out',
  toGuest: 'In',
  loading: 'Connecting to Patchcord…',
  emptyTitle: 'No virtual machines yet',
  emptyBody: 'Give a virtual machine a name, choose a network, and it is ready to start.',
  emptyAction: 'New VM…',
  removeTitle: 'Remove “{name}”?',
  removeBody:
    'Patchcord removes this VM, its adapters and its port forwards from its list. The VM’s disks are not touched.',
  removeBodyRunning:
    'Patchcord removes this VM, its adapters and its port forwards from its list. The VM’s disks are not touched. The VM is running and will lose its network.',
  removeConfirm: 'Remove',
  stopping: 'The guest was asked to shut down. If it doesn’t, use Force off.',
  lost: 'Connection lost, retrying…',
  lostHelp: 'If this persists, restart Patchcord. Your VMs keep running.',
  dismiss: 'Dismiss',
  vmCount: '{count} VM, {running} running | {count} VMs, {running} running',
  version: 'Version {version}',
  appearance: 'Appearance',
  appearances: {
    system: 'System default',
    light: 'Light',
    dark: 'Dark',
  } satisfies Record<Appearance, string>,
  language: 'Language',
  /** Each in its own language, so that its speakers find it. */
  languages: {
    system: 'System default',
    en: 'English',
    de: 'Deutsch',
  } satisfies Record<LanguageChoice, string>,
  disconnected: 'Not connected to Patchcord',
  byHand: '{state}, no start command',
  engine: {
    starting: 'Network engine is starting',
    running: 'Network engine is running',
    restarting: 'Network engine is restarting',
    stopped: 'Network engine has stopped',
  } satisfies Record<EngineState, string>,
  engineRestarted: '{state}, restarted once | {state}, restarted {count} times',
  engineBanner: {
    restarting:
      'The network engine is restarting. Guests keep running and reconnect automatically.',
    stopped:
      'The network engine has stopped, so no VM has a network. Restart Patchcord to start it again.',
  },
};
