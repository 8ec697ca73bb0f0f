/**
 * QEMU's arguments for its cards and cables, and for a QMP socket, which unplugs a cable.
 * Read first: qemu(1), "-netdev stream" and "-netdev dgram" (QEMU 7.2 and later), "-netdev tap".
 * Left out: the rest of the machine, which is in the user's command.
 */
import { formatLinuxMac, parseMac } from '../../address/mac.ts';
import type { AttachmentOf } from '../../contract/attachment.ts';
import type { CardModel } from '../../contract/vm.ts';
import type { VmCard, VmSpec } from '../hypervisor.ts';
import type { RunFiles } from './runFiles.ts';

const DEVICES: Readonly<Record<CardModel, string>> = {
  virtio: 'virtio-net-pci',
  e1000: 'e1000',
  e1000e: 'e1000e',
  rtl8139: 'rtl8139',
  tulip: 'tulip',
};

/** @throws PatchcordError `socketPathTooLong` */
export function qemuArguments(vm: VmSpec, files: RunFiles): string[] {
  return [
    ...networkArguments(vm, files),
    '-qmp',
    `unix:${escaped(files.qmp(vm.id))},server=on,wait=off`,
  ];
}

/** The card's name in QMP. The netdev's name does not work there; see qemuCarrier.ts. */
export function cardName(n: number): string {
  return `pccard${n}`;
}

/** Without `-nic none` QEMU adds a card itself. */
function networkArguments(vm: VmSpec, files: RunFiles): string[] {
  if (vm.cards.length === 0) return ['-nic', 'none'];
  return vm.cards.flatMap((card) => cardArguments(card, files.cable(vm.id, card.n)));
}

function cardArguments(card: VmCard, cable: string): string[] {
  const { n, model } = card;
  const mac = formatLinuxMac(parseMac(card.mac));
  return [
    '-netdev',
    cableOf(card, cable),
    '-device',
    `${DEVICES[model]},netdev=pc${n},id=${cardName(n)},mac=${mac}`,
  ];
}

function cableOf({ n, attachment }: VmCard, path: string): string {
  switch (attachment.kind) {
    case 'qemuStream':
      return streamCable(n, path);
    case 'qemuDatagram':
      return datagramCable(n, attachment);
    case 'tap':
    case 'heldTap':
      return `tap,id=pc${n},ifname=${attachment.name},script=no,downscript=no`;
  }
}

function streamCable(n: number, cable: string): string {
  return `stream,id=pc${n},server=on,addr.type=unix,addr.path=${escaped(cable)}`;
}

function datagramCable(n: number, cable: AttachmentOf<'qemuDatagram'>): string {
  const end = (name: string, port: number): string =>
    `${name}.type=inet,${name}.host=127.0.0.1,${name}.port=${port}`;
  return `dgram,id=pc${n},${end('local', cable.guestPort)},${end('remote', cable.enginePort)}`;
}

/** A comma ends one of QEMU's options; a doubled comma stands for a comma. */
function escaped(value: string): string {
  return value.replaceAll(',', ',,');
}
