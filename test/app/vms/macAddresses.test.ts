import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { derivedMac } from '../../../src-main/app/vms/macAddresses.ts';
import { openBench } from '../bench.ts';
import { wiredNic } from '../standInApp.ts';

describe('R3: derived MACs', () => {
  test('are 00-03-FF and three octets, the same for the same NIC and identity', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (hostMac, identity) => {
        const mac = derivedMac(hostMac, identity, () => false);
        expect(mac).toMatch(/^00-03-FF(-[0-9A-F]{2}){3}$/);
        expect(derivedMac(hostMac, identity, () => false)).toBe(mac);
      }),
    );
  });

  test('differ between hosts, and are never one that is taken', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { maxLength: 200 }), (identities) => {
        const taken = new Set<string>();
        for (const identity of identities) {
          const mac = derivedMac('host', identity, (candidate) => taken.has(candidate));
          expect(taken).not.toContain(mac);
          taken.add(mac);
        }
      }),
    );
    const here = derivedMac('02-00-00-00-00-01', 'vm-1/1', () => false);
    expect(derivedMac('02-00-00-00-00-02', 'vm-1/1', () => false)).not.toBe(here);
  });

  test('are found even if the hash gives taken ones many times', () => {
    const refused = new Set<string>();
    const mac = derivedMac('host', 'identity', (candidate) => {
      if (refused.size === 50) return false;
      refused.add(candidate);
      return true;
    });
    expect(refused).not.toContain(mac);
  });

  test('stay when the NIC has changed after a restart', async () => {
    const first = await openBench();
    const before = await first.call('vm.add', { name: 'Alpha' });
    await first.patchcord.close();
    const other = { ...wiredNic, mac: '02-00-00-00-00-99' };
    const second = await openBench({ dataDir: first.dataDir, nics: () => [other] });
    expect(await second.call('vm.get', { vm: 'Alpha' })).toEqual(before);
  });

  test('exist also on a computer without a NIC', async () => {
    const { call } = await openBench({ nics: () => [] });
    expect((await call('vm.add', { name: 'Alpha' })).adapters[0]!.mac).toMatch(/^00-03-FF-/);
  });

  test('are suggested anew each time, and are not taken', async () => {
    const { call } = await openBench();
    const suggestions = new Set<string>();
    for (let count = 0; count < 50; count++) suggestions.add(await call('mac.suggest', {}));
    expect(suggestions.size).toBe(50);
  });
});

describe('R4: each MAC once', () => {
  test('a MAC of another adapter is refused, and the refusal names that adapter', async () => {
    const { call, refusal } = await openBench();
    const alpha = await call('vm.add', { name: 'Alpha' });
    const { adapters } = await call('adapter.add', { vm: 'Alpha' });
    await call('vm.add', { name: 'Beta' });
    const mac = adapters[1]!.mac.toLowerCase().replaceAll('-', ':');
    const taken = { code: 'macTaken', params: { mac: adapters[1]!.mac, vm: 'Alpha', n: 2 } };
    expect(await refusal('adapter.set', { vm: 'Beta', n: 1, mac })).toMatchObject(taken);
    // Also within its own VM.
    expect(await refusal('adapter.set', { vm: 'Alpha', n: 1, mac })).toMatchObject(taken);
    const both = [alpha.adapters[0]!, { ...adapters[1]!, mac: alpha.adapters[0]!.mac }];
    expect((await refusal('vm.set', { vm: 'Alpha', adapters: both })).code).toBe('macTaken');
    // It may keep its own.
    expect((await call('adapter.set', { vm: 'Alpha', n: 2, mac })).adapters).toEqual(adapters);
  });

  test("a gateway's MAC is refused, naming its network", async () => {
    const { call, refusal, engine } = await openBench();
    await call('vm.add', { name: 'Alpha' });
    const gateway = engine.config.networks[1]!.gateway!.mac;
    const mac = gateway.toString(16).padStart(12, '0').match(/../g)!.join('-');
    expect(await refusal('adapter.set', { vm: 'Alpha', n: 1, mac })).toMatchObject({
      code: 'macOfGateway',
      params: { network: 'Internal' },
    });
  });

  test.each([
    ['00-03-FF-00-00', 'macMalformed'],
    ['00-03-FF-00-00-0G', 'macMalformed'],
    ['00-00-00-00-00-00', 'macZero'],
    ['01-00-5E-00-00-01', 'macMulticast'],
    ['ff:ff:ff:ff:ff:ff', 'macMulticast'],
  ])('“%s” is refused: %s', async (mac, code) => {
    const { call, refusal } = await openBench();
    await call('vm.add', { name: 'Alpha' });
    expect((await refusal('adapter.set', { vm: 'Alpha', n: 1, mac })).code).toBe(code);
  });

  test('another vendor’s is accepted as it is', async () => {
    const { call } = await openBench();
    await call('vm.add', { name: 'Alpha' });
    const vm = await call('adapter.set', { vm: 'Alpha', n: 1, mac: '52:54:00:12:34:56' });
    expect(vm.adapters[0]!.mac).toBe('52-54-00-12-34-56');
  });
});
