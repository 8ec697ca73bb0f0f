import { describe, expect, it } from 'vitest';
import type { ErrorParams } from '../../../../src-main/contract/errors.ts';
import type { ErrorCode } from '../../../../src-main/contract/errorText.ts';
import { draftAdapters, noEdits } from '../../../../src-renderer/views/settings/vmDraft.ts';
import { placeOf, vmFaults } from '../../../../src-renderer/views/settings/vmFaults.ts';
import { laboratory } from '../../givenView.ts';

const { vms, networks } = laboratory();
const around = { vmId: 'debian', vms, networks };
const adapters = draftAdapters(vms[0]!, noEdits);

describe('faults found while typing', () => {
  it('finds none in settings as they are', () => {
    expect(vmFaults('Debian 13', adapters, around)).toEqual([]);
  });

  it('R4 finds two adapters of the same VM with one MAC, on both pages', () => {
    const twins = adapters.map((adapter) => ({ ...adapter, mac: '00-03-FF-00-00-01' }));
    const pages = vmFaults('Debian 13', twins, around).map(({ page, field }) => [page, field]);
    expect(pages).toEqual([
      ['adapter1', 'mac'],
      ['adapter2', 'mac'],
    ]);
  });

  it('R4 names the adapter of another VM that has the MAC already', () => {
    const taken = [{ ...adapters[0]!, mac: '0003ff5d2101' }];
    const [fault] = vmFaults('Debian 13', taken, around);
    expect(fault).toMatchObject({ page: 'adapter1', field: 'mac' });
    expect(fault!.text).toContain('OpenBSD firewall');
    expect(vmFaults('x', taken, { ...around, vmId: 'firewall' })).toEqual([]);
  });

  it('R41 wants a name for a new network, and one that is free', () => {
    const named = (newNetwork: string) =>
      vmFaults(
        'Debian 13',
        [{ ...adapters[1]!, mode: 'internal', network: null, newNetwork }],
        around,
      ).map(({ field }) => field);
    expect(named(' ')).toEqual(['newNetwork']);
    expect(named('Test lab')).toEqual(['newNetwork']);
    expect(named('DMZ')).toEqual([]);
  });

  it('wants a network where the connection needs one', () => {
    const [fault] = vmFaults('x', [{ ...adapters[0]!, network: null }], around);
    expect(fault).toMatchObject({ page: 'adapter1', field: 'connection' });
  });
});

describe('the place of a refusal', () => {
  it.each<[ErrorCode, ErrorParams, ReturnType<typeof placeOf>]>([
    ['vmNameTaken', { name: 'x' }, { page: 'name', field: 'name' }],
    ['commandUnclosed', {}, { page: 'command', field: 'command' }],
    // `n` is the other holder's adapter.
    ['macTaken', { mac: '00-03-FF-5D-20-02', n: 1, vm: 'x' }, { page: 'adapter2', field: 'mac' }],
    ['networkKindMismatch', { mode: 'internal' }, { page: 'adapter2', field: 'connection' }],
    ['portInUse', { port: 8443 }, { page: 'forwards', field: 'forwards' }],
    ['engineUnavailable', {}, null],
  ])('%s', (code, params, place) => {
    expect(placeOf({ code, params }, adapters)).toEqual(place);
  });
});
