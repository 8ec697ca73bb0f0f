/** Words of Setup. The sentences of the checks are in the contract (checkText.ts). */
import type { CheckStatus } from '../../../src-main/contract/doctor.ts';

export const setupText = {
  open: 'Set up…',
  openForHost: 'Set up Host adapter…',
  title: 'Set up this computer',
  about: 'What Patchcord needs on this computer. Some repairs ask for an administrator’s password.',
  list: 'Checks',
  checking: 'Checking this computer…',
  inOrder: 'Everything is ready.',
  attention: 'One thing needs attention. | {count} things need attention.',
  repair: 'Repair',
  repairOf: 'Repair: {name}',
  repairing: 'Repairing…',
  repairingOf: 'Repairing: {name}…',
  repaired: 'Repaired.',
  repairAll: 'Repair all',
  checkAgain: 'Check again',
  command: 'Command for a terminal',
  status: {
    ok: 'OK',
    warning: 'Warning',
    failed: 'Problem',
    skipped: 'Not checked',
  } satisfies Record<CheckStatus, string>,
  name: {
    'native-module': 'Native module',
    'tun-device': 'TUN/TAP driver',
    'group-membership': 'Group “patchcord”',
    helper: 'Helper',
    'network-cards': 'Network cards',
    'host-changes': 'Clean-up',
    'ping-sockets': 'Ping',
    'free-subnet': 'Addresses',
    qemu: 'QEMU',
    kvm: 'KVM',
  },
};
