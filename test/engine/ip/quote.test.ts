import { expect, it } from 'vitest';
import { QUOTE_LENGTH, Quote } from '../../../src-main/engine/ip/quote.ts';
import { ipv4 } from '../../scenario/gatewayScene.ts';
import { ipv6PacketOf, packetOf } from '../../scenario/guestPackets.ts';

const payload = Uint8Array.from({ length: 32 }, (_, index) => index);

function sent(length: number, flags?: number): ReturnType<typeof packetOf> {
  const body = payload.subarray(0, length);
  const options = flags === undefined ? {} : { flags };
  return packetOf(ipv4('192.168.131.16', '198.51.100.7', 17, body, options));
}

it('keeps the header and eight octets, in its own place of a larger buffer', () => {
  const view = new DataView(new ArrayBuffer(3 * QUOTE_LENGTH));
  const quote = new Quote(view, QUOTE_LENGTH);
  const packet = sent(32);
  quote.keep(packet);
  const octets = new Uint8Array(view.buffer);
  const whole = new Uint8Array(packet.view.buffer, packet.l3, 28);
  expect(quote).toMatchObject({ length: 28, family: 4 });
  expect(octets.subarray(QUOTE_LENGTH, QUOTE_LENGTH + 28)).toEqual(whole);
  const around = [octets.subarray(0, QUOTE_LENGTH), octets.subarray(QUOTE_LENGTH + 28)];
  for (const rest of around) expect(rest.every((octet) => octet === 0)).toBe(true);
});

it('keeps as much as there is, in place of what was kept before', () => {
  const quote = new Quote();
  expect(quote.length).toBe(0);
  quote.keep(sent(32));
  quote.keep(sent(3));
  expect(quote.length).toBe(23);
  quote.keep(ipv6PacketOf(17, payload));
  expect(quote).toMatchObject({ length: 48, family: 6 });
});

it('knows whether a router may have fragmented the packet', () => {
  const quote = new Quote();
  quote.keep(sent(8, 0));
  expect(quote.mayBeFragmented).toBe(true);
  quote.keep(sent(8, 0x4000));
  expect(quote.mayBeFragmented).toBe(false);
  quote.keep(ipv6PacketOf(17, payload));
  expect(quote.mayBeFragmented).toBe(false);
});

it.each([
  [1500, 1492],
  [1492, 1006],
  [576, 508],
  [60, 68],
])('of a packet of %i octets, the next MTU to try is %i', (length, mtu) => {
  const quote = new Quote();
  const packet = packetOf(ipv4('192.168.131.16', '198.51.100.7', 17, new Uint8Array(length - 20)));
  quote.keep(packet);
  expect(quote.nextMtu).toBe(mtu);
});
