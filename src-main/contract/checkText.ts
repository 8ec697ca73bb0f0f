/**
 * What each set-up check means for the user; and for each finding, what was found and what to do.
 * `{name}` is replaced by the parameter of that name. A check or a finding that is not listed here
 * does not compile (`CheckId`, `FindingCode`).
 */
export interface FindingText {
  readonly summary: string;
  /** Empty: nothing need be done. */
  readonly remedy: string;
}

const meanings = {
  'native-module': 'Patchcord’s own compiled part, for ping and for Host adapter.',
  'tun-device': 'The driver that lets Host adapter reach this computer itself.',
  'group-membership': 'Members of the group “patchcord” may use Host adapter.',
  helper: 'The small program that opens network devices for Host adapter.',
  'network-cards': 'The cards that Host adapter can connect guests to.',
  'ping-sockets': 'Lets guests ping the outside through Shared networking.',
  kvm: 'Hardware virtualization, which makes guests fast.',
  qemu: 'The hypervisor that Patchcord starts guests with.',
  'free-subnet': 'Shared networks and this computer must not use the same addresses.',
  'host-changes': 'What Patchcord changed on this computer is undone when it is not used.',
} satisfies Readonly<Record<string, string>>;

const findings = {
  moduleLoaded: { summary: 'The native module is loaded.', remedy: '' },
  moduleMissing: {
    summary: 'The native module is missing.',
    remedy: 'Install the package, or a C++ compiler and run `npm run build:native`.',
  },
  moduleBroken: {
    summary: 'The native module cannot be loaded: {reason}.',
    remedy: 'Install Patchcord again, or run `npm run build:native`.',
  },

  tunReady: { summary: 'The TUN/TAP driver is there.', remedy: '' },
  tunAbsent: {
    summary: 'There is no TUN/TAP driver ({errno} for /dev/net/tun).',
    remedy: 'The repair loads it, now and whenever the computer starts.',
  },
  tunClosed: {
    summary: 'You may not open /dev/net/tun ({errno}).',
    remedy: 'The repair opens it to everybody, as most systems have it; it gives no rights.',
  },

  privilegedAnyway: {
    summary: 'This process has the capabilities itself; it is not needed.',
    remedy: '',
  },
  groupAbsent: {
    summary: 'The group “patchcord” does not exist.',
    remedy: 'The repair makes it and puts you into it.',
  },
  notMember: {
    summary: 'You are not in the group “patchcord”.',
    remedy: 'The repair puts you into it. Log out and in again afterwards.',
  },
  loginNeeded: {
    summary: 'You are in the group “patchcord”, but this session began before.',
    remedy: 'Log out and in again.',
  },
  member: { summary: 'You are in the group “patchcord”.', remedy: '' },

  helperReady: { summary: 'The helper {path} is ready.', remedy: '' },
  helperAbsent: {
    summary: 'The helper is not installed.',
    remedy: 'Install Patchcord’s package; in a checkout, the repair installs the one built here.',
  },
  helperForbidden: {
    summary: 'You may not run the helper {path}.',
    remedy: 'Become a member of the group “patchcord” first.',
  },
  helperPowerless: {
    summary: 'The helper {path} has no capabilities.',
    remedy: 'The repair gives it those it needs: cap_net_admin and cap_net_raw.',
  },
  helperOfOtherVersion: {
    summary: 'The helper {path} is of another version (“{said}”).',
    remedy: 'Install it from the same package as Patchcord; the repair does that in a checkout.',
  },

  cardsUsable: { summary: 'Usable: {nics}.', remedy: '' },
  noCards: {
    summary: 'No network card with hardware behind it was found.',
    remedy: 'Plug one in, or use Shared networking.',
  },
  noCardUp: {
    summary: 'No network card is connected ({nics}).',
    remedy: 'Plug in a cable or join a wireless network.',
  },
  cardsTaken: {
    summary: 'Part of a bridge or bond, where Host adapter cannot reach this computer: {nics}.',
    remedy: 'Use another card, or take it out of the bridge or bond.',
  },

  pingAllowed: { summary: 'You may use ping sockets.', remedy: '' },
  pingForbidden: {
    summary: 'Ping sockets are off for you (net.ipv4.ping_group_range is {range}).',
    remedy: 'The repair switches them on for everybody, as most systems have them.',
  },
  pingUnknown: {
    summary: 'This system does not say who may use ping sockets.',
    remedy: 'Guests cannot ping the outside here.',
  },

  kvmWorks: { summary: 'KVM works.', remedy: '' },
  kvmAbsent: {
    summary: 'There is no KVM ({errno} for /dev/kvm). Guests run, but slowly.',
    remedy: 'Switch on virtualization in the firmware’s settings, or load the module kvm.',
  },
  kvmForbidden: {
    summary: 'You may not use /dev/kvm. Guests run, but slowly.',
    remedy: 'The repair puts you into the device’s group. Log out and in again afterwards.',
  },
  kvmFails: {
    summary: '/dev/kvm is there and does not work: {reason}',
    remedy: 'Switch on virtualization in the firmware’s settings. Guests run slowly meanwhile.',
  },
  kvmUntried: { summary: 'KVM was not tried, because QEMU is missing.', remedy: 'Install QEMU.' },

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
    summary: 'The subnet {subnet} of “{network}” is also used by this computer ({nic}, {address}).',
    remedy: 'Give the network another subnet.',
  },

  nothingLeft: { summary: 'Nothing is left behind.', remedy: '' },
  leftBehind: {
    summary: 'Still cut off from this computer since an earlier run: {nics}.',
    remedy: 'The repair connects them again.',
  },
  changesUnreadable: {
    summary: 'The list of changes, {path}, cannot be read.',
    remedy: 'Delete that file; if a network card is dead, unplug it or restart the computer.',
  },
} satisfies Readonly<Record<string, FindingText>>;

export const checkSentences = { meanings, findings };

export type CheckId = keyof typeof meanings;
export type FindingCode = keyof typeof findings;

/** The same in another language; a translation that misses a check or a finding does not compile. */
export interface CheckSentences {
  readonly meanings: Readonly<Record<CheckId, string>>;
  readonly findings: Readonly<Record<FindingCode, FindingText>>;
}
