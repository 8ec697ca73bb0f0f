/** Makes a settings file from the settings. A pure function. */
import type {
  FileForward,
  FileNetwork,
  FilePatch,
  FileVm,
  SettingsFile,
} from '../../contract/settingsFile.ts';
import { attachmentWords } from '../../contract/attachmentWords.ts';
import { SETTINGS_FORMAT, SETTINGS_VERSION } from '../../contract/settingsFile.ts';
import type { ForwardRecord, NetworkRecord, PatchRecord, VmRecord } from '../../store/records.ts';
import { type DesiredState, findNetwork } from '../desired/desiredState.ts';

export function exportSettings(state: DesiredState): SettingsFile {
  return {
    format: SETTINGS_FORMAT,
    version: SETTINGS_VERSION,
    preferences: { ...state.preferences },
    networks: state.networks.map(networkOf),
    patches: state.patches.map((patch) => patchOf(state, patch)),
    vms: state.vms.map((vm) => vmOf(state, vm)),
  };
}

function networkOf(network: NetworkRecord): FileNetwork {
  const { name, kind, nic, dedicated, translate, subnet, dhcp, dns, mtu } = network;
  return {
    ...{ name, kind, nic, dedicated, translate, hostPort: network.hostPortMac !== null },
    ...{ subnet, dhcp, range: { from: network.rangeFrom, to: network.rangeTo } },
    ...{ dns: [...dns], mtu, reservations: network.reservations.map((one) => ({ ...one })) },
  };
}

/** The ends are sorted by name. The record sorts them by id, and ids differ between computers. */
function patchOf(state: DesiredState, patch: PatchRecord): FilePatch {
  const names = [patch.one, patch.other].map((id) => findNetwork(state, id).name).sort();
  return { one: names[0]!, other: names[1]! };
}

function vmOf(state: DesiredState, vm: VmRecord): FileVm {
  const { name, command } = vm;
  const { kind, netdev } = attachmentWords(vm.attachmentKind);
  const adapters = vm.adapters.map(({ n, mode, networkId, cable, mac, model, policy }) => {
    const network = state.networks.find(({ id }) => id === networkId)?.name ?? null;
    return { n, mode, network, cable, mac, model, policy };
  });
  return { name, kind, command, netdev, adapters, forwards: forwardsOf(state, vm.id) };
}

export function forwardsOf(state: DesiredState, vmId: string): FileForward[] {
  return state.forwards.filter((forward) => forward.vmId === vmId).map(forwardOf);
}

export function forwardOf(forward: ForwardRecord): FileForward {
  const { n, protocol, address, port, guestPort } = forward;
  return { n, protocol, address, port, guestPort };
}
