import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { macFault, macHolder, macOf } from '../../../../src-renderer/views/settings/macAddress.ts';
import { laboratory } from '../../fakeState.ts';

describe('R3 a MAC as typed', () => {
  it.each([
    ['00:03:ff:5d:20:01', '00-03-FF-5D-20-01'],
    [' 0003.ff5d.2001 ', '00-03-FF-5D-20-01'],
    ['0003FF5D2001', '00-03-FF-5D-20-01'],
  ])('%s is %s', (text, mac) => expect(macOf(text)).toBe(mac));

  it.each([
    ['', 'macFormat'],
    ['00-03-FF-5D-20', 'macFormat'],
    ['00-03-FF-5D-20-0G', 'macFormat'],
    ['01-03-FF-5D-20-01', 'macMulticast'],
    ['FF-FF-FF-FF-FF-FF', 'macMulticast'],
    ['00-00-00-00-00-00', 'macZero'],
    ['00-03-FF-5D-20-01', null],
  ])('“%s” is refused with %s', (text, fault) => expect(macFault(text)).toBe(fault));

  it('never throws, whatever is typed', () => {
    fc.assert(fc.property(fc.string(), (text) => [macFault(text)].length === 1));
  });

  it('R4 finds the adapter that has it already, in another VM', () => {
    const { vms } = laboratory();
    expect(macHolder('0003ff5d2101', vms, 'debian')).toEqual({ vm: 'OpenBSD firewall', n: 1 });
    expect(macHolder('0003ff5d2101', vms, 'firewall')).toBeNull();
  });
});
