import { describe, expect, it } from 'vitest';
import {
  forwardFaults,
  type ForwardEntry,
} from '../../../../src-renderer/views/settings/forwardEntry.ts';

const good: ForwardEntry = {
  protocol: 'tcp',
  address: '127.0.0.1',
  port: '2222',
  guestPort: '22',
  n: 1,
};
const fields = (change: Partial<ForwardEntry>, rules: Parameters<typeof forwardFaults>[1] = []) =>
  Object.keys(forwardFaults({ ...good, ...change }, rules));

describe('R29 a port forward as typed', () => {
  it.each([
    [{}, []],
    [{ port: '1023' }, ['port']],
    [{ port: '65536' }, ['port']],
    [{ port: '22x' }, ['port']],
    [{ guestPort: '0' }, ['guestPort']],
    [{ address: 'localhost' }, ['address']],
    [{ address: '256.0.0.1' }, ['address']],
  ])('%j is faulty at %j', (change, expected) => expect(fields(change)).toEqual(expected));

  it('refuses a place where another rule listens, also by way of 0.0.0.0', () => {
    const rule = { protocol: 'tcp', address: '0.0.0.0', port: 2222 } as const;
    expect(fields({}, [rule])).toEqual(['port']);
    expect(fields({ protocol: 'udp' }, [rule])).toEqual([]);
    expect(fields({}, [{ ...rule, address: '127.0.0.2' }])).toEqual([]);
  });
});
