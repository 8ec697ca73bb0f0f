import { describe, expect, it } from 'vitest';
import {
  isPlugged,
  mapGraph,
  receiverAt,
  receivers,
} from '../../../../src-renderer/views/map/mapGraph.ts';
import { emptyView, laboratory, newNetwork, type View } from '../../givenView.ts';

const graphOf = (state: View) => mapGraph({ ...state, modes: state.status.modes });
const lab = () => graphOf(laboratory());

describe('R64 the map’s graph', () => {
  it('has a cable for each adapter that is plugged, in its network’s colour', () => {
    const { cables } = lab();
    expect(cables.map(({ id, to }) => `${id} ${to}`)).toEqual([
      'debian/1 network:shared',
      'debian/2 network:lab',
      'firewall/1 network:shared',
      'firewall/2 network:internal',
      'windows/1 network:shared',
      'haiku/1 network:internal',
    ]);
    expect(cables[1]).toMatchObject({ from: 'vm:debian', hue: 'cable-internal-1', up: true });
    expect(cables[4]).toMatchObject({ hue: 'cable-shared-0', up: false });
  });

  it('R6 knows a cable that is out of its adapter from one that leads nowhere', () => {
    const state = laboratory();
    for (const vm of state.vms.slice(0, 2)) for (const one of vm.adapters) one.cable = false;
    const pulled = graphOf(state).cables.filter((cable) => cable.pulled);
    expect(pulled.map(({ id, to }) => `${id} ${to}`)).toEqual([
      'debian/1 network:shared',
      'debian/2 network:lab',
      'firewall/1 network:shared',
      'firewall/2 network:internal',
    ]);
  });

  it('plugs cables in the order of the VMs, so that those of a network do not cross', () => {
    expect(lab().networks.map(({ plugs }) => plugs)).toEqual([
      ['debian/1', 'firewall/1', 'windows/1'],
      ['firewall/2', 'haiku/1'],
      ['debian/2'],
    ]);
  });

  it('leads from networks to the outside, to NICs and to this computer', () => {
    const state = laboratory();
    state.networks.push({ ...newNetwork('lan', 'LAN', 'host'), nic: 'enp3s0' });
    state.networks[1]!.hostPort = { nic: 'pc-internal', address: '169.254.0.2', problem: null };
    const { ends, uplinks } = graphOf(state);
    expect(ends.map(({ id }) => id)).toEqual(['outside', 'nic:enp3s0', 'nic:wlp2s0', 'computer']);
    expect(uplinks.map(({ from, to, hue }) => [from, to, hue])).toEqual([
      ['network:shared', 'outside', 'cable-shared-0'],
      ['network:internal', 'computer', 'cable-internal-0'],
      ['network:lan', 'nic:enp3s0', 'cable-host-0'],
    ]);
  });

  it('shows a NIC that a network needs and this computer has not', () => {
    const state = laboratory();
    state.networks.push({ ...newNetwork('lan', 'LAN', 'host'), nic: 'usb0' });
    expect(graphOf(state).ends.at(-1)).toMatchObject({ id: 'nic:usb0', nic: null });
  });

  it('knows what takes cables, and why something does not', () => {
    const graph = lab();
    expect(receiverAt(graph, 'network:lab')).toMatchObject({
      target: { mode: 'internal', networkId: 'lab', nic: null },
      refusal: null,
    });
    expect(receiverAt(graph, 'nic:enp3s0')).toMatchObject({
      target: { mode: 'host', networkId: null, nic: 'enp3s0' },
      refusal: { code: 'helperMissing' },
    });
    expect(receiverAt(graph, 'outside')).toBeNull();
    expect(receiverAt(graph, 'vm:debian')).toBeNull();
  });

  it('offers each network once, and NICs only while they have none', () => {
    const state = laboratory();
    state.networks.push({ ...newNetwork('lan', 'LAN', 'host'), nic: 'enp3s0' });
    const offered = receivers(graphOf(state)).map(({ target }) => target.networkId ?? target.nic);
    expect(offered).toEqual(['shared', 'internal', 'lab', 'lan', 'wlp2s0']);
  });

  it('says where an adapter is plugged in already', () => {
    const graph = lab();
    const [adapter] = graph.vms[0]!.vm.adapters;
    expect(receivers(graph).map((receiver) => isPlugged(adapter!, receiver))).toEqual([
      ...[true, false, false],
      ...[false, false],
    ]);
  });

  it('has networks and ways out before there is a VM, and nothing without networks', () => {
    const state = emptyView();
    expect(graphOf(state)).toMatchObject({ vms: [], cables: [] });
    expect(graphOf(state).networks).toHaveLength(2);
    const bare = graphOf({ ...state, networks: [], nics: [] });
    expect(bare).toEqual({ vms: [], networks: [], ends: [], cables: [], uplinks: [] });
  });
});
