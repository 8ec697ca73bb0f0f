import { describe, expect, it } from 'vitest';
import {
  edited,
  isChanged,
  networkFaults,
  type NetworkDraft,
  type NetworkForm,
} from '../../../../src-renderer/views/networks/networkDraft.ts';
import { laboratory } from '../../givenView.ts';

const base = laboratory().networks[0]!;
const draft: NetworkDraft = { key: base.id, kind: base.kind, base, edits: {}, removed: false };
const faulty = (change: Partial<NetworkForm>) =>
  Object.keys(networkFaults(edited(draft, change), ['Internal']));

describe('a network as edited', () => {
  it('is unchanged once a field says again what the network says', () => {
    const changed = edited(draft, { mtu: '9000' });
    expect(isChanged(changed)).toBe(true);
    expect(isChanged(edited(changed, { mtu: '1500' }))).toBe(false);
  });

  it.each([
    [{}, []],
    [{ name: ' ' }, ['name']],
    [{ name: 'Internal' }, ['name']],
    [{ subnet: '192.168.131.0' }, ['subnet']],
    [{ from: '10.0.0.1' }, ['from']],
    [{ to: '192.168.131.2' }, ['to']],
    [{ dns: 'dns.example' }, ['dns']],
    [{ dns: '1.1.1.1, 1.1.1.2, 1.1.1.3, 1.1.1.4' }, ['dns']],
    [{ mtu: '575' }, ['mtu']],
    [{ mtu: '65520' }, []],
  ])('R39 %j is faulty at %j', (change, fields) => expect(faulty(change)).toEqual(fields));

  it('R40 asks nothing of the range while DHCP is off', () => {
    expect(faulty({ dhcp: false, from: '', to: 'x' })).toEqual([]);
  });

  it('R18 R19 of a NIC has a name and ticks, and no addresses', () => {
    const blank = { subnet: '', gateway: null, range: { from: '', to: '' }, dhcp: false };
    const lan = { ...base, ...blank, kind: 'host', nic: 'eth0' } as const;
    const ofNic: NetworkDraft = { ...draft, kind: 'host', base: lan };
    expect(networkFaults(ofNic, [])).toEqual({});
    expect(networkFaults(edited(ofNic, { name: '' }), [])).toHaveProperty('name');
    const ticked = edited(ofNic, { dedicated: true, translate: true });
    expect(isChanged(edited(ticked, { dedicated: false, translate: false }))).toBe(false);
  });
});
