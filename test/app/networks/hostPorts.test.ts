import { describe, expect, test } from 'vitest';
import { hostPorts } from '../../../src-main/app/networks/hostPorts.ts';
import type { NetworkRecord } from '../../../src-main/store/records.ts';
import { network } from '../../store/records.ts';

const internal: NetworkRecord = {
  ...network,
  kind: 'internal',
  subnet: '10.9.0.0/24',
  hostPortMac: '00-03-FF-00-00-09',
};

/** Names of the TAPs of networks with these names. */
function tapsOf(...names: string[]): string[] {
  const networks = names.map((name, index) => ({ ...internal, id: `net-${index}`, name }));
  return [...hostPorts(networks).values()].map(({ name }) => name);
}

describe('the TAP of a host port', () => {
  test.each([
    ['Internal', 'pc-internal'],
    ['My Test Lab №1', 'pc-my-test-lab'],
    ['Ω', 'pc-net'],
    ['A network with a long name', 'pc-a-network-wi'],
  ])('of “%s” is %s', (name, tap) => {
    expect(tapsOf(name)).toEqual([tap]);
    expect(tap.length).toBeLessThanOrEqual(15);
  });

  test('has a number if another network has its name, within the same length', () => {
    expect(tapsOf('Lab', 'lab', 'LAB')).toEqual(['pc-lab', 'pc-lab2', 'pc-lab3']);
    expect(tapsOf('abcdefghijklmn', 'abcdefghijklop')).toEqual([
      'pc-abcdefghijkl',
      'pc-abcdefghijk2',
    ]);
  });
});

test('R42 a host port has its network’s second address, and only if it is on', () => {
  const off = { ...internal, id: 'net-off', hostPortMac: null };
  expect([...hostPorts([off, internal])]).toMatchObject([
    [internal.id, { mac: 0x0003_ff00_0009, address: '10.9.0.2/24' }],
  ]);
});
