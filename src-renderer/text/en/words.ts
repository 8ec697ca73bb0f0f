/** Words that several areas use: buttons, connections, cards, states. */
import { modeNames } from '../../../src-main/contract/modeNames.ts';
import type { CardModel, VmState } from '../../../src-main/contract/vm.ts';

export const words = {
  ok: 'OK',
  cancel: 'Cancel',
  apply: 'Apply',
  close: 'Close',
  remove: 'Remove',
  copy: 'Copy',
  copied: 'Copied',
  discardTitle: 'Discard your changes?',
  discardBody: 'Your changes have not been applied yet.',
  discard: 'Discard',
  keepEditing: 'Keep editing',
  changed: 'changed',
  hasError: 'needs attention',
  none: 'None',
  mode: modeNames.en,
  model: {
    virtio: 'virtio (fastest)',
    e1000: 'Intel PRO/1000',
    e1000e: 'Intel PRO/1000 PCIe',
    rtl8139: 'Realtek 8139 (old systems)',
    tulip: 'DEC 21140 (oldest systems)',
  } satisfies Record<CardModel, string>,
  vmState: {
    stopped: 'Not running',
    starting: 'Starting…',
    running: 'Running',
    paused: 'Paused',
  } satisfies Record<VmState, string>,
  unplugCable: 'Unplug cable',
  plugCable: 'Plug in cable',
  cableOut: 'Cable unplugged',
  connection: '{mode} — {network}',
};
