import fc from 'fast-check';
import { expect, it } from 'vitest';
import { endpointText, type IpAddress, parseIp } from '../../../src-main/address/ip.ts';
import { FlowTable, type FlowKey } from '../../../src-main/engine/ip/flowTable.ts';
import { GuestPacket } from '../../../src-main/engine/ip/packet.ts';
import { seededRandom } from '../../lab/random.ts';

const address = (text: string): IpAddress => parseIp(text)!;

const key = fc.record({
  guestAddress: fc.constantFrom('10.0.2.1', '10.0.2.255', '2001:db8::1').map(address),
  guestPort: fc.nat(7),
  remoteAddress: fc.constantFrom('10.0.2.1', '192.0.2.1', '2001:db8::2').map(address),
  remotePort: fc.nat(7),
});

/** A packet from the guest's end to the remote end, with its addresses alone. */
function packetOf({ guestAddress, remoteAddress }: FlowKey): GuestPacket {
  const packet = new GuestPacket();
  packet.view = new DataView(new ArrayBuffer(40));
  packet.family = guestAddress.family;
  write(packet.view, packet.sourceAt, guestAddress);
  write(packet.view, packet.destinationAt, remoteAddress);
  return packet;
}

function write(view: DataView, at: number, address: IpAddress): void {
  const { family, word0, word1, word2, word3 } = address;
  const all = family === 4 ? [word3] : [word0, word1, word2, word3];
  all.forEach((word, i) => view.setInt32(at + 4 * i, word));
}

function name(one: FlowKey): string {
  const { guestAddress, guestPort, remoteAddress, remotePort } = one;
  return `${endpointText(guestAddress, guestPort)} ${endpointText(remoteAddress, remotePort)}`;
}

it('finds what is in it and nothing else, through growth and removal', () => {
  fc.assert(
    fc.property(fc.array(key, { maxLength: 300 }), (keys) => {
      const table = new FlowTable<FlowKey>(seededRandom(5));
      const model = new Map<string, FlowKey>();
      for (const one of keys) {
        const found = table.find(one);
        const { family } = one.guestAddress;
        if (family === one.remoteAddress.family)
          expect(table.findFor(packetOf(one), one.guestPort, one.remotePort)).toBe(found);
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
