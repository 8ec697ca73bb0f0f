import { describe, expect, it } from 'vitest';
import { cableEnds, endOf } from '../../../../src-renderer/views/console/cableEnds.ts';
import { laboratory, newNetwork } from '../../givenView.ts';

const { networks, status, vms } = laboratory();

describe('R5 where a cable can be plugged in one step', () => {
  it('nowhere, every network by kind, and the host’s NIC where it can be had', () => {
    const ends = cableEnds(networks, status.modes);
    expect(ends.map(({ key, text, barred }) => [key, text, barred])).toEqual([
      ['none', 'Not connected', false],
      ['shared', 'Shared networking — Shared', false],
      ['internal', 'Internal network — Internal', false],
      ['lab', 'Internal network — Test lab', false],
      ['host', 'Host adapter', true],
    ]);
  });

  it('NICs that networks are on already, each by its name', () => {
    const lan = { ...newNetwork('lan', 'LAN', 'host'), nic: 'enp3s0' };
    const [end] = cableEnds([lan], []).filter(({ target }) => target.mode === 'host');
    expect(end).toMatchObject({
      target: { networkId: 'lan' },
      text: 'Host adapter — enp3s0',
      barred: false,
    });
  });

  it('an adapter’s own end is among them', () => {
    const keys = cableEnds(networks, status.modes).map(({ key }) => key);
    for (const adapter of vms.flatMap((vm) => vm.adapters)) expect(keys).toContain(endOf(adapter));
  });
});
