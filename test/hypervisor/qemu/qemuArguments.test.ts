import { describe, expect, it } from 'vitest';
import type { CardModel } from '../../../src-main/contract/vm.ts';
import type { VmSpec } from '../../../src-main/hypervisor/hypervisor.ts';
import { QemuHypervisor } from '../../../src-main/hypervisor/qemu/qemuHypervisor.ts';

const vm = (...models: CardModel[]): VmSpec => ({
  ...{ id: 'v1', name: 'one', command: null },
  cards: models.map((model, i) => ({
    ...{
      n: i + 1,
      mac: '00-03-FF-0A-0B-0C',
      model,
      plugged: true,
      networkId: 'net',
      attachment: { kind: 'qemuStream' },
    },
  })),
});

describe('R51 the arguments for a QEMU', () => {
  it('give each card a cable and a QMP socket to unplug it by', () => {
    const hypervisor = new QemuHypervisor({ dataDir: '/pc' });
    expect(hypervisor.args(vm('virtio', 'tulip'))).toEqual([
      '-netdev',
      'stream,id=pc1,server=on,addr.type=unix,addr.path=/pc/run/v1-1.sock',
      '-device',
      'virtio-net-pci,netdev=pc1,id=pccard1,mac=00:03:ff:0a:0b:0c',
      '-netdev',
      'stream,id=pc2,server=on,addr.type=unix,addr.path=/pc/run/v1-2.sock',
      '-device',
      'tulip,netdev=pc2,id=pccard2,mac=00:03:ff:0a:0b:0c',
      '-qmp',
      'unix:/pc/run/v1.qmp,server=on,wait=off',
    ]);
    expect(hypervisor.socketPath('v1', 2)).toBe('/pc/run/v1-2.sock');
  });

  it('give a card with ports a dgram cable between them', () => {
    const [card] = vm('e1000').cards;
    const attachment = { kind: 'qemuDatagram', enginePort: 20_000, guestPort: 20_001 } as const;
    const words = new QemuHypervisor({ dataDir: '/pc' }).args({
      ...vm(),
      cards: [{ ...card!, attachment }],
    });
    expect(words.slice(0, 4)).toEqual([
      '-netdev',
      'dgram,id=pc1,local.type=inet,local.host=127.0.0.1,local.port=20001,' +
        'remote.type=inet,remote.host=127.0.0.1,remote.port=20000',
      '-device',
      'e1000,netdev=pc1,id=pccard1,mac=00:03:ff:0a:0b:0c',
    ]);
  });

  it('R7 name each card model', () => {
    const words = new QemuHypervisor({ dataDir: '/r' }).args(
      vm('virtio', 'e1000', 'e1000e', 'rtl8139'),
    );
    const devices = words.filter((_, i) => words[i - 1] === '-device');
    expect(devices.map((device) => device.split(',')[0])).toEqual([
      'virtio-net-pci',
      'e1000',
      'e1000e',
      'rtl8139',
    ]);
  });

  it('R1 without a card keep QEMU from adding one of its own', () => {
    const words = new QemuHypervisor({ dataDir: '/r' }).args(vm());
    expect(words).toEqual(['-nic', 'none', '-qmp', 'unix:/r/run/v1.qmp,server=on,wait=off']);
  });

  it('double the commas of a path', () => {
    const words = new QemuHypervisor({ dataDir: '/a,b' }).args(vm('virtio'));
    expect(words[1]).toMatch(/addr\.path=\/a,,b\/run\/v1-1\.sock$/);
    expect(words.at(-1)).toBe('unix:/a,,b/run/v1.qmp,server=on,wait=off');
  });

  it('refuse a socket path that is too long, in octets, and take the longest', () => {
    const name = '/run/v1-1.sock'.length;
    const at = (dataDir: string): string[] => new QemuHypervisor({ dataDir }).args(vm('virtio'));
    expect(at(`/${'d'.repeat(106 - name)}`)[1]).toMatch(/sock$/);
    expect(() => at(`/${'d'.repeat(107 - name)}`)).toThrow(
      expect.objectContaining({ code: 'socketPathTooLong' }),
    );
    expect(() => at(`/${'ö'.repeat(60)}`)).toThrow(
      expect.objectContaining({ code: 'socketPathTooLong' }),
    );
  });
});
