import fc from 'fast-check';
import { expect, it } from 'vitest';
import { FlowTable, type FlowKey } from '../../../src-main/engine/nat/flowTable.ts';
import { seededRandom } from '../../lab/random.ts';

const key = fc.record({
  guestAddress: fc.constantFrom(1, 0xffff_ffff),
  guestPort: fc.nat(7),
  remoteAddress: fc.constantFrom(2, 0x8000_0000),
  remotePort: fc.nat(7),
});

function name(one: FlowKey): string {
  return `${one.guestAddress} ${one.guestPort} ${one.remoteAddress} ${one.remotePort}`;
}

it('finds what is in it and nothing else, through growth and removal', () => {
  fc.assert(
    fc.property(fc.array(key, { maxLength: 300 }), (keys) => {
      const table = new FlowTable<FlowKey>(seededRandom(5));
      const model = new Map<string, FlowKey>();
      for (const one of keys) {
        const { guestAddress, guestPort, remoteAddress, remotePort } = one;
        const found = table.find(guestAddress, guestPort, remoteAddress, remotePort);
        expect(found).toBe(model.get(name(one)) ?? null);
        if (found !== null) {
          table.remove(found);
          model.delete(name(one));
        } else {
          table.add(one);
          model.set(name(one), one);
        }
        expect(table.list()).toHaveLength(model.size);
      }
      expect(new Set(table.list())).toEqual(new Set(model.values()));
    }),
  );
});
