import { describe, expect, it } from 'vitest';
import {
  nextReservation,
  ownersOf,
  reservationFaults,
} from '../../../../src-renderer/views/networks/reservationForm.ts';
import { laboratory } from '../../givenView.ts';

const { networks, vms } = laboratory();
const owners = ownersOf(networks[0]!, vms);
const first = { mac: '00-03-FF-5D-20-01', address: '192.168.131.50' };

describe('reserved addresses as typed', () => {
  it('may be for the adapters on the network, and begin with what each has now', () => {
    expect(owners.map(({ name }) => name)).toEqual([
      'Debian 13, adapter 1',
      'OpenBSD firewall, adapter 1',
      'Windows 98, adapter 1',
    ]);
    expect(nextReservation(owners, [first])).toEqual({
      mac: '00-03-FF-5D-21-01',
      address: '192.168.131.17',
    });
    expect(nextReservation([], [])).toEqual({ mac: '', address: '' });
  });

  it.each([
    ['fine', { mac: '00-03-FF-5D-21-01', address: '192.168.131.51' }, false],
    ['no MAC', { mac: '', address: '192.168.131.51' }, true],
    ['no address', { mac: '00-03-FF-5D-21-01', address: '192.168.131' }, true],
    ['elsewhere', { mac: '00-03-FF-5D-21-01', address: '10.0.0.1' }, true],
    ['the same address', { mac: '00-03-FF-5D-21-01', address: first.address }, true],
    ['the same adapter', { mac: '00:03:ff:5d:20:01', address: '192.168.131.51' }, true],
  ])('beside another: %s', (_case, second, wrong) => {
    const faults = reservationFaults([first, second], '192.168.131.0/24');
    expect(faults.map((fault) => fault !== null)).toEqual([false, wrong]);
  });
});
