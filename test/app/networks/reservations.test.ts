import { describe, expect, test } from 'vitest';
import { openBench } from '../bench.ts';

const MAC = '00-03-FF-00-00-11';
const OTHER = '00-03-FF-00-00-12';
const network = 'Shared';
const reservation = { mac: MAC, address: '192.168.131.50' };
const withReserved = (...reservations: { mac: string; address: string }[]) => {
  return { network, change: { reservations } };
};

describe('a reserved address', () => {
  test('is kept in its canonical form, given to the engine, and there after a restart', async () => {
    const { call, engine, patchcord, dataDir } = await openBench();
    const spoken = { mac: '00:03:ff:00:00:11', address: ' 192.168.131.50 ' };
    expect((await call('network.set', withReserved(spoken))).reservations).toEqual([reservation]);
    expect(engine.config.networks[0]!.gateway!.ipv4!.dhcp!.reservations).toEqual([
      { mac: 0x0003_ff00_0011, address: '192.168.131.50' },
    ]);
    await patchcord.close();
    const again = await openBench({ dataDir });
    expect((await again.call('network.list', {}))[0]!.reservations).toEqual([reservation]);
  });

  test('is set, moved and taken back one by one, too', async () => {
    const { call, refusal } = await openBench();
    const reserve = (mac: string, address: string | null) =>
      call('network.reserve', { network, mac, address });
    await reserve(MAC, '192.168.131.50');
    await reserve(OTHER, '192.168.131.51');
    const { reservations } = await reserve(MAC, '192.168.131.52');
    expect(reservations).toEqual([
      { mac: MAC, address: '192.168.131.52' },
      { mac: OTHER, address: '192.168.131.51' },
    ]);
    expect((await reserve(MAC, null)).reservations.map(({ mac }) => mac)).toEqual([OTHER]);
    const again = await refusal('network.reserve', { network, mac: MAC, address: null });
    expect(again.code).toBe('reservationUnknown');
  });

  test.each([
    ['reservedMalformed', { ...reservation, address: '192.168.131' }],
    ['reservedOutsideSubnet', { ...reservation, address: '10.0.0.9' }],
    ['reservedOutsideSubnet', { ...reservation, address: '192.168.131.255' }],
    ['reservedOurs', { ...reservation, address: '192.168.131.1' }],
    ['macMulticast', { ...reservation, mac: '01-03-FF-00-00-11' }],
    ['reservedTaken', { ...reservation, mac: OTHER }],
    ['reservedTwice', { ...reservation, address: '192.168.131.51' }],
  ])('is refused with %s: %o beside another', async (code, wrong) => {
    const { call, refusal } = await openBench();
    expect((await refusal('network.set', withReserved(reservation, wrong))).code).toBe(code);
    expect((await call('network.list', {}))[0]!.reservations).toEqual([]);
  });

  test('holds its subnet, and this computer’s address is none', async () => {
    const { call, refusal } = await openBench();
    await call('network.set', withReserved(reservation));
    const moved = await refusal('network.set', { network, change: { subnet: '10.9.8.0/24' } });
    expect(moved.code).toBe('reservedOutsideSubnet');
    const there = [{ mac: MAC, address: '10.9.8.50' }];
    await call('network.set', { network, change: { subnet: '10.9.8.0/24', reservations: there } });
    const port = { hostPort: true, reservations: [{ mac: MAC, address: '169.254.0.2' }] };
    const ours = await refusal('network.set', { network: 'Internal', change: port });
    expect(ours.code).toBe('reservedOurs');
  });
});
