/**
 * English sentences for the set-up checks: what each check is for, and for each finding, what was
 * found and what to do. `{name}` is replaced by the parameter of that name. Code with a check or a
 * finding that is not listed here does not compile (`CheckId`, `FindingCode`).
 */
export interface FindingText {
  readonly summary: string;
  /** Empty: there is nothing to do. */
  readonly remedy: string;
}

const meanings = {
  'native-module': 'Patchcord’s compiled part, for ping and for Host adapter.',
  'tun-device': 'The driver through which Host adapter reaches this computer.',
  'group-membership': 'Members of the group “patchcord” may use Host adapter.',
  helper: 'The small program that opens network devices for Host adapter.',
  'network-cards': 'The cards that Host adapter can connect guests to.',
  'ping-sockets': 'Lets guests ping the outside through Shared networking.',
  kvm: 'Hardware virtualization, which makes guests fast.',
  qemu: 'The hypervisor that runs the guests.',
  'free-subnet': 'Shared networks and this computer must not use the same addresses.',
  'host-changes': 'Patchcord undoes its changes to this computer when they are no longer needed.',
} satisfies Readonly<Record<string, string>>;

const findings = {
  moduleLoaded: { summary: 'The native module is loaded.', remedy: '' },
  moduleMissing: {
    summary: 'The native module is missing.',
    remedy: 'Install the package, or install a C++ compiler and run `npm run build:native`.',
  },
  moduleBroken: {
    summary: 'The native module cannot be loaded: {reason}.',
    remedy: 'Install Patchcord again, or run `npm run build:native`.',
  },

  tunReady: { summary: 'The TUN/TAP driver is ready.', remedy: '' },
  tunAbsent: {
    summary: 'There is no TUN/TAP driver ({errno} for /dev/net/tun).',
    remedy: 'The repair loads it, now and at every start of the computer.',
  },
  tunClosed: {
    summary: 'You are not allowed to open /dev/net/tun ({errno}).',
    remedy: 'The repair opens it to everyone, as on most systems; this grants no privileges.',
  },

  privilegedAnyway: {
    summary: 'This process has the capabilities itself, so this is not needed.',
    remedy: '',
  },
  groupAbsent: {
    summary: 'The group “patchcord” does not exist.',
    remedy: 'The repair creates it and adds you to it.',
  },
  notMember: {
    summary: 'You are not in the group “patchcord”.',
    remedy: 'The repair adds you to it. Log out and in again afterwards.',
  },
  loginNeeded: {
    summary: 'You are in the group “patchcord”, but you logged in before you joined it.',
    remedy: 'Log out and in again.',
  },
  member: { summary: 'You are in the group “patchcord”.', remedy: '' },

  helperReady: { summary: 'The helper {path} is ready.', remedy: '' },
  helperAbsent: {
    summary: 'The helper is not installed.',
    remedy:
      'Install the Patchcord package; in a checkout, the repair installs the helper built here.',
  },
  helperForbidden: {
    summary: 'You are not allowed to run the helper {path}.',
    remedy: 'Join the group “patchcord” first.',
  },
  helperPowerless: {
    summary: 'The helper {path} has no capabilities.',
    remedy: 'The repair gives it the capabilities that it needs: cap_net_admin and cap_net_raw.',
  },
  helperOfOtherVersion: {
    summary: 'The helper {path} has another version (“{said}”).',
    remedy: 'Install it from the same package as Patchcord; in a checkout, the repair does that.',
  },

  cardsUsable: { summary: 'Usable: {nics}.', remedy: '' },
  noCards: {
    summary: 'No physical network card was found.',
    remedy: 'Plug one in, or use Shared networking.',
  },
  noCardUp: {
    summary: 'No network card is connected ({nics}).',
    remedy: 'Plug in a cable or join a wireless network.',
  },
  cardsTaken: {
    summary:
      'These are part of a bridge or bond, where Host adapter cannot reach this computer: {nics}.',
    remedy: 'Use another card, or remove it from the bridge or bond.',
  },

  pingAllowed: { summary: 'You are allowed to use ping sockets.', remedy: '' },
  pingForbidden: {
    summary: 'Ping sockets are off for you (net.ipv4.ping_group_range is {range}).',
    remedy: 'The repair switches them on for everyone, as on most systems.',
  },
  pingUnknown: {
    summary: 'This system does not say who may use ping sockets.',
    remedy: 'Guests cannot ping the outside here.',
  },

  kvmWorks: { summary: 'KVM works.', remedy: '' },
  kvmAbsent: {
    summary: 'KVM is not available ({errno} for /dev/kvm). Guests run, but slowly.',
    remedy: 'Switch on virtualization in the firmware’s settings, or load the kernel module kvm.',
  },
  kvmForbidden: {
    summary: 'You are not allowed to use /dev/kvm. Guests run, but slowly.',
    remedy: 'The repair adds you to the device’s group. Log out and in again afterwards.',
  },
  kvmFails: {
    summary: '/dev/kvm exists but does not work: {reason}',
    remedy: 'Switch on virtualization in the firmware’s settings. Until then guests run slowly.',
  },
  kvmHangs: {
    summary: '/dev/kvm exists, but a test machine on it did not run.',
    remedy:
      'Load the kernel module kvm again, or restart this computer. Until then guests run slowly.',
  },
  kvmUntried: { summary: 'KVM was not tested, because QEMU is missing.', remedy: 'Install QEMU.' },

  qemuReady: { summary: 'QEMU {version} is installed.', remedy: '' },
  qemuAbsent: {
    summary: 'QEMU was not found.',
    remedy: 'Install it (Debian, Ubuntu: sudo apt install qemu-system-x86).',
  },
  qemuOld: {
    summary: 'QEMU {version} is too old.',
    remedy: 'Install {needed} or newer.',
  },

  subnetsFree: { summary: 'No Shared network clashes with this computer’s addresses.', remedy: '' },
  subnetTaken: {
    summary:
      'The subnet {subnet} of “{network}” is also in use by this computer ({nic}, {address}).',
    remedy: 'Give the network another subnet.',
  },

  nothingLeft: { summary: 'No leftover changes.', remedy: '' },
  leftBehind: {
    summary: 'An earlier run left these network cards cut off from this computer: {nics}.',
    remedy: 'The repair reconnects them.',
  },
  changesUnreadable: {
    summary: 'The list of changes, {path}, cannot be read.',
    remedy: 'Delete that file. If a network card does not work, unplug it or restart the computer.',
  },
} satisfies Readonly<Record<string, FindingText>>;

export const checkSentences = { meanings, findings };

export type CheckId = keyof typeof meanings;
export type FindingCode = keyof typeof findings;

/** The sentences in another language. A translation without one of them does not compile. */
export interface CheckSentences {
  readonly meanings: Readonly<Record<CheckId, string>>;
  readonly findings: Readonly<Record<FindingCode, FindingText>>;
}
