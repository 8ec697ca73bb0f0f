/** Words that several areas use: buttons, connections, cards, states. */
import type { CardModel, Mode, VmState } from '../../../src-main/contract/vm.ts';
import type { NetworkKind } from '../../../src-main/contract/network.ts';

export const words = {
  ok: 'OK',
  cancel: 'Cancel',
  apply: 'Apply',
  close: 'Close',
  remove: 'Remove',
  copy: 'Copy',
  copied: 'Copied',
  applied: 'Already applied: {list}. Your other changes are still here.',
  discardTitle: 'Discard your changes?',
  discardBody: 'Your changes have not been applied yet.',
  discard: 'Discard',
  keepEditing: 'Keep editing',
  changed: 'changed',
  hasError: 'needs attention',
  none: 'None',
  mode: {
    none: 'Not connected',
    host: 'Host adapter',
    shared: 'Shared networking',
    internal: 'Internal network',
  } satisfies Record<Mode, string>,
  kind: {
    shared: 'Shared networking',
    internal: 'Internal network',
    host: 'Host adapter',
  } satisfies Record<NetworkKind, string>,
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
