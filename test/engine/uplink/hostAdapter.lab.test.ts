/**
 * Host adapter as it is used: this computer, its LAN and its guests in namespaces, a real guest in
 * QEMU, and tcpdump on each side as the judge of who sees what.
 */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseMac } from '../../../src-main/address/mac.ts';
import { Guest } from '../../lab/guest.ts';
import {
  bridged,
  HOST_ADDRESS,
  HOST_MAC,
  HostSide,
  LAN_ADDRESS,
  LAN_MAC,
  tapPort,
} from '../../lab/hostSide.ts';
import { Namespace, veth } from '../../lab/namespaces.ts';
import { describeLab } from '../../lab/prerequisites.ts';
import { Sniffer } from '../../lab/sniffer.ts';
import { until } from '../../lab/until.ts';

const NEEDS = ['root', 'tun', 'ip', 'tc', 'tcpdump', 'dnsmasq', 'iperf3', 'busybox', 'ping'];
const A = { name: 'pca', mac: '00:03:ff:00:00:0a' };
const B = { name: 'pcb', mac: '00:03:ff:00:00:0b' };
const QEMU_MAC = '00:03:ff:00:00:0c';
const A_ADDRESS = '192.0.2.50';
const B_ADDRESS = '192.0.2.51';

/** One segment in a hundred: below it TCP keeps its pace, above it one speaks of a storm. */
const FEW_RETRANSMISSIONS = 0.01;
/** Where `iperf3 -s` listens. */
const IPERF_PORT = 5201;
/** Octets of payload in one segment at MTU 1500. */
const SEGMENT = 1448;

const ping = (from: Namespace, to: string, count = 3): Promise<string> =>
  from.run('ping', '-c', String(count), '-i', '0.2', '-W', '2', to);

const pings = async (from: Namespace, to: string): Promise<boolean> =>
  from.run('ping', '-c', '1', '-W', '1', to).then(
    () => true,
    () => false,
  );

async function pingsWithin(from: Namespace, to: string, withinMs: number): Promise<void> {
  const endMs = performance.now() + withinMs;
  while (!(await pings(from, to)))
    if (performance.now() > endMs) throw new Error(`${from.name} never reached ${to}`);
}

/** Returns the share of segments that were sent again. */
async function transfer(
  octets: number,
  from: Namespace,
  to: string,
  ...words: string[]
): Promise<number> {
  const text = await from.run('iperf3', '-c', to, '-n', String(octets), '-J', ...words);
  const { end } = JSON.parse(text) as {
    end: { sum_sent: { retransmits: number }; sum_received: { bytes: number } };
  };
  expect(end.sum_received.bytes).toBeGreaterThan(0.95 * octets);
  return end.sum_sent.retransmits / (octets / SEGMENT);
}

const send = (from: Namespace, nic: string, frame: string): Promise<string> =>
  from.run(process.execPath, join(import.meta.dirname, '../../lab/frameProgram.ts'), nic, frame);

/** What a capture of ICMP shows beside the frames from and to an address. */
const besides = (seen: string, address: string): string[] =>
  seen.split('\n').filter((line) => line !== '' && !line.includes(address));

const hex = (mac: string): string => mac.replaceAll(':', '');

function promiscuity(side: HostSide): number {
  return Number(/promiscuity (\d+)/.exec(side.host.ip('-d', 'link', 'show', 'lan0'))![1]);
}

describeLab('Host adapter', NEEDS, () => {
  let side: HostSide;
  let a: Namespace;
  let b: Namespace;

  beforeAll(async () => {
    side = new HostSide('nic');
    side.serveDhcp();
    await side.start();
    await side.apply({ networks: [bridged()], ports: [tapPort(A), tapPort(B)] });
    await until(() => side.attached, 'attached');
    a = side.guest(A, A_ADDRESS);
    b = side.guest(B, B_ADDRESS);
    for (const server of [side.host, side.lan, b]) {
      server.spawn('iperf3', '-s');
      await server.listens(IPERF_PORT);
    }
  });

  afterAll(() => side.dispose());

  it('R8 R14 a guest has a lease of the LAN under its own MAC', async () => {
    const wire = await Sniffer.on(side.lan, 'lan0', 'udp', 'port', '67');
    const { stdout } = await runUdhcpc(a);
    expect(stdout).toMatch(/lease of 192\.0\.2\.1\d\d obtained/);
    await wire.seen(`${A.mac} > ff:ff:ff:ff:ff:ff`);
  });

  it('guest and LAN reach each other, and so do guest and host (R12)', async () => {
    for (const to of [LAN_ADDRESS, HOST_ADDRESS, B_ADDRESS])
      expect(await ping(a, to)).toContain(' 0% packet loss');
    for (const from of [side.lan, side.host, b])
      expect(await ping(from, A_ADDRESS)).toContain(' 0% packet loss');
  });

  it('R12 R13 what a guest says to the host or a guest is not on the wire', async () => {
    const wire = await Sniffer.on(side.lan, 'lan0', 'icmp');
    await ping(a, HOST_ADDRESS);
    await ping(a, B_ADDRESS);
    await ping(a, LAN_ADDRESS, 1);
    const seen = await wire.seen(`${A_ADDRESS} > ${LAN_ADDRESS}`);
    expect(seen).not.toContain(`${A_ADDRESS} > ${HOST_ADDRESS}`);
    expect(seen).not.toContain(B_ADDRESS);
  });

  it('R15 R16 a guest sees neither what is for the host nor what is for another guest', async () => {
    await ping(b, LAN_ADDRESS, 1);
    const filter = 'icmp or ether dst 02:00:00:00:ee:01';
    const eavesdropper = await Sniffer.on(a, A.name, filter);
    await ping(side.lan, HOST_ADDRESS);
    await ping(side.host, LAN_ADDRESS);
    await ping(side.lan, B_ADDRESS);
    // To a station that nobody knows: a promiscuous NIC sees it, a guest need not.
    await send(side.lan, 'lan0', `02000000ee01${hex(LAN_MAC)}0800${'45'.repeat(50)}`);
    await ping(side.lan, A_ADDRESS, 1);
    const seen = await eavesdropper.seen(`${LAN_ADDRESS} > ${A_ADDRESS}`);
    expect(besides(seen, A_ADDRESS)).toEqual([]);
  });

  it('R9 any EtherType passes unchanged, VLAN tags included, both ways', async () => {
    const types = ['8137', '809b', '88cc', '8035', '8100002a0800', '88a8000a81000014 86dd'];
    for (const type of types.map((text) => text.replace(' ', ''))) {
      const payload = `${type}${'a5'.repeat(60)}`;
      for (const [from, nic, to, toNic, source] of [
        [a, A.name, side.lan, 'lan0', A.mac],
        [side.lan, 'lan0', a, A.name, LAN_MAC],
      ] as const) {
        const judge = await Sniffer.on(to, toNic, '-xx', 'ether', 'src', source);
        await send(from, nic, `ffffffffffff${hex(source)}${payload}`);
        const octets = (await judge.seen('a5a5 a5a5')).replace(/^\s+0x[0-9a-f]+:|\s/gm, '');
        expect(octets).toContain(`${hex(source)}${payload}`);
      }
    }
  }, 60_000);

  it('a guest that bears the NIC’s own MAC is refused', async () => {
    const wire = await Sniffer.on(side.lan, 'lan0', 'ether', 'proto', '0x88b5');
    await send(a, A.name, `ffffffffffff${hex(HOST_MAC)}88b5${'00'.repeat(50)}`);
    await send(a, A.name, `ffffffffffff${hex(A.mac)}88b5${'00'.repeat(50)}`);
    expect(await wire.seen(A.mac)).not.toContain(HOST_MAC);
    await until(() => side.snapshot!.ports[0]!.fromGuest.drops['badSource'] === 1, 'counted');
  });

  it('a broadcast of a guest never comes back to it, and reaches each other station once', async () => {
    const sniffers = await Promise.all(
      [
        [a, A.name],
        [b, B.name],
        [side.lan, 'lan0'],
        [side.host, 'lan0'],
      ].map(([where, nic]) =>
        Sniffer.on(where as Namespace, nic as string, 'ether proto 0x88b5 or ether proto 0x88b6'),
      ),
    );
    for (const type of ['88b5', '88b6'])
      await send(a, A.name, `ffffffffffff${hex(A.mac)}${type}${'01'.repeat(50)}`);
    const seen = await Promise.all(sniffers.map((sniffer) => sniffer.seen('0x88b6')));
    const counts = seen.map((text) => text.split('0x88b5').length - 1);
    // On the guest's own NIC: as it leaves. On the host's: as it leaves, and as it arrives.
    expect(counts).toEqual([1, 1, 1, 2]);
  });

  it.each([
    ['LAN', LAN_ADDRESS, 1e9],
    ['host', HOST_ADDRESS, 1e9],
    ['guest', B_ADDRESS, 2e8],
  ])(
    'R17 guest and %s, with offloads: a great deal each way',
    async (_who, to, octets) => {
      for (const words of [[], ['-R']])
        expect(await transfer(octets, a, to, ...words)).toBeLessThan(FEW_RETRANSMISSIONS);
    },
    120_000,
  );

  it('R17 R9 a super-frame with a VLAN tag arrives whole, both ways', async () => {
    const segments = 'vlan 5 and tcp port 4242';
    for (const [from, nic, to, toNic, source, destination] of [
      [side.lan, 'lan0', a, A.name, LAN_MAC, A.mac],
      [a, A.name, side.lan, 'lan0', A.mac, LAN_MAC],
    ] as const) {
      const judge = await Sniffer.on(to, toNic, '-x', segments);
      await send(from, nic, taggedSuperFrame(destination, source));
      const octets = (await judge.seen('c3c3 c3c3')).replace(/^\s+0x[0-9a-f]+:|\s/gm, '');
      expect(octets).toContain('c3'.repeat(4000));
    }
  });

  it('guests with a larger MTU than the NIC: what does not fit is counted, the rest goes on', async () => {
    a.ip('link', 'set', A.name, 'mtu', '9000');
    try {
      const large = (to: string): Promise<string> =>
        a.run('ping', '-c', '2', '-i', '0.2', '-W', '2', '-M', 'do', '-s', '8000', to);
      await expect(large(LAN_ADDRESS)).rejects.toThrow();
      const dropped = () => side.snapshot!.ports[0]!.fromGuest.drops['oversized'] ?? 0;
      await until(() => dropped() >= 2, 'counted');
      expect(await ping(a, LAN_ADDRESS)).toContain(' 0% packet loss');
      expect(await transfer(2e8, a, LAN_ADDRESS)).toBeLessThan(FEW_RETRANSMISSIONS);
    } finally {
      a.ip('link', 'set', A.name, 'mtu', '1500');
    }
  }, 30_000);

  it('guests with a smaller MTU than the NIC: the LAN’s long frames break nothing', async () => {
    const set = (mtu: string): void => {
      for (const end of [side.host, side.lan]) end.ip('link', 'set', 'lan0', 'mtu', mtu);
    };
    set('9000');
    try {
      const judge = await Sniffer.on(a, A.name, 'icmp');
      const words = ['-c', '2', '-i', '0.2', '-W', '2', '-M', 'do', '-s', '8000'];
      // Linux takes what is longer than its own MTU, and answers in fragments.
      expect(await side.lan.run('ping', ...words, A_ADDRESS)).toContain(' 0% packet loss');
      await judge.seen('length 8008');
      expect(await ping(a, LAN_ADDRESS)).toContain(' 0% packet loss');
      expect(await transfer(2e8, a, LAN_ADDRESS, '-R')).toBeLessThan(FEW_RETRANSMISSIONS);
    } finally {
      set('1500');
    }
  }, 30_000);

  it('R8 R12 R17 a real guest behind a socket: lease, host, and super-frames at MTU 1500', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'pc-nic-'));
    const path = join(dir, 'net.sock');
    const words = `stream,id=n,server=on,addr.type=unix,addr.path=${path}`;
    const device = `virtio-net-pci,netdev=n,mac=${QEMU_MAC},romfile=`;
    const link = { kind: 'qemuStream', path } as const;
    const port = { id: 'qemu', mac: parseMac(QEMU_MAC), networkId: 'n', link, policy: {} };
    await side.apply({ networks: [bridged()], ports: [tapPort(A), tapPort(B), port] });
    const guest = await Guest.start({ name: 'nic', vmArgs: ['-netdev', words, '-device', device] });
    try {
      expect((await guest.lease())['ip']).toMatch(/^192\.0\.2\.1\d\d$/);
      for (const to of [HOST_ADDRESS, LAN_ADDRESS, A_ADDRESS])
        expect((await guest.run(`ping -c 2 -W 10 ${to}`)).output).toContain(' 0% packet loss');
      for (const [server, address] of [
        [side.lan, LAN_ADDRESS],
        [side.host, HOST_ADDRESS],
        [a, A_ADDRESS],
      ] as const) {
        const program = join(import.meta.dirname, '../../lab/outsideServer.ts');
        await once(server.spawn(process.execPath, program, address).stdout!, 'data');
        const expected = await server.run('sh', '-c', `busybox ${fetchSum(address)}`);
        expect((await guest.run(fetchSum(address), 60_000)).output).toBe(expected);
      }
      const dropped = side.snapshot!.ports.find(({ id }) => id === 'qemu')!.toGuest.drops;
      expect(Object.keys(dropped)).not.toContain('malformed');
    } finally {
      await guest.stop();
      rmSync(dir, { recursive: true, force: true });
    }
  }, 120_000);

  it('R10 promiscuous only while used, also after a crash; nothing is left behind', async () => {
    expect(promiscuity(side)).toBe(1);
    await side.apply({ networks: [bridged()], ports: [] });
    await until(() => promiscuity(side) === 0, 'restored');
    await until(() => !side.host.ip('link').includes('pc0'), 'no TAP');
    await side.apply({ networks: [bridged()], ports: [tapPort(A)] });
    await until(() => promiscuity(side) === 1, 'in use');
    side.kill();
    await until(() => promiscuity(side) === 0, 'restored');
    await until(() => !side.host.ip('link').includes('pc0'), 'no TAP');
  });
});

/**
 * 4,000 octets of TCP over IPv4 in one frame with VLAN 5, to be cut at 1,448; checksums are still
 * to be computed, which is the last NIC's work.
 */
function taggedSuperFrame(destination: string, source: string): string {
  const ip = `4500${(4040).toString(16).padStart(4, '0')}0000400040060000c0000202c0000232`;
  const tcp = `1092109200000001000000015010010000000000`;
  const frame = `${hex(destination)}${hex(source)}810000050800${ip}${tcp}${'c3'.repeat(4000)}`;
  const [needsChecksum, tcpOverIpv4] = [1, 1 << 8];
  const checksumAt = 14 + 4 + 20;
  return `${frame}/${needsChecksum + tcpOverIpv4 + SEGMENT * 65_536}/${checksumAt + 16 * 65_536}`;
}

/** 16 MB over HTTP (outsideServer.ts); the server's kernel makes super-frames of what it sends. */
const fetchSum = (address: string): string =>
  `wget -q -O - http://${address}:8080/octets/16000000/1 | sha256sum`;

async function runUdhcpc(guest: Namespace): Promise<{ stdout: string }> {
  const words = ['-i', A.name, '-f', '-n', '-q', '-t', '5', '-s', '/bin/true'];
  return { stdout: await guest.run('sh', '-c', `busybox udhcpc ${words.join(' ')} 2>&1`) };
}

describeLab('Host adapter, dedicated (R18)', NEEDS, () => {
  let side: HostSide;

  beforeAll(async () => {
    side = new HostSide('ded');
    await side.start();
  });

  afterAll(() => side.dispose());

  it('R18 cuts the host off while guests go on, and gives it back', async () => {
    expect(await pings(side.host, LAN_ADDRESS)).toBe(true);
    await side.apply({ networks: [bridged({ isolated: true })], ports: [tapPort(A)] });
    await until(() => side.attached, 'attached');
    const a = side.guest(A, A_ADDRESS);
    expect(await ping(a, LAN_ADDRESS)).toContain(' 0% packet loss');
    expect(await pings(side.host, LAN_ADDRESS)).toBe(false);
    expect(await pings(a, HOST_ADDRESS)).toBe(false);
    await side.apply({ networks: [], ports: [] });
    expect(await pings(side.host, LAN_ADDRESS)).toBe(true);
    expect(side.host.tc('qdisc', 'show', 'dev', 'lan0')).not.toContain('clsact');
  });
});

describeLab('Host adapter behind one MAC (R19)', NEEDS, () => {
  let side: HostSide;
  let a: Namespace;
  let b: Namespace;

  beforeAll(async () => {
    side = new HostSide('one');
    side.serveDhcp();
    admitOneMac(side.lan);
    await side.start();
    await side.apply({
      networks: [bridged({ translate: true })],
      ports: [tapPort(A), tapPort(B)],
    });
    await until(() => side.attached, 'attached');
    a = side.guest(A, A_ADDRESS);
    b = side.guest(B, B_ADDRESS);
  });

  afterAll(() => side.dispose());

  it('R19 the LAN port drops other MACs than the host’s: without translation nothing passes', async () => {
    await side.apply({ networks: [bridged()], ports: [tapPort(A), tapPort(B)] });
    await until(() => side.attached, 'attached');
    expect(await pings(a, LAN_ADDRESS)).toBe(false);
    await side.apply({
      networks: [bridged({ translate: true })],
      ports: [tapPort(A), tapPort(B)],
    });
    await until(() => side.attached, 'attached');
    await pingsWithin(a, LAN_ADDRESS, 5000);
  }, 20_000);

  it('R19 guests, LAN and host reach each other, and the LAN sees one MAC', async () => {
    const wire = await Sniffer.on(side.lan, 'lan0', 'not', 'ether', 'src', LAN_MAC);
    for (const guest of [a, b])
      for (const to of [LAN_ADDRESS, HOST_ADDRESS])
        expect(await ping(guest, to)).toContain(' 0% packet loss');
    expect(await ping(a, B_ADDRESS)).toContain(' 0% packet loss');
    for (const to of [A_ADDRESS, B_ADDRESS, HOST_ADDRESS])
      expect(await ping(side.lan, to)).toContain(' 0% packet loss');
    expect(await ping(side.host, LAN_ADDRESS)).toContain(' 0% packet loss');
    const seen = await wire.seen(`${HOST_ADDRESS} > ${LAN_ADDRESS}: ICMP echo request`);
    expect(seen).toContain(HOST_MAC);
    expect(seen).not.toMatch(new RegExp(`(${A.mac}|${B.mac}) >`));
  });

  it('R19 each guest has a lease of its own: the broadcast flag is set, chaddr kept', async () => {
    const { stdout } = await runUdhcpc(a);
    expect(stdout).toMatch(/lease of 192\.0\.2\.1\d\d obtained/);
  });

  it('R19 IPv6: neighbours are found under the NIC’s MAC, both ways', async () => {
    side.lan.ip('address', 'add', 'fd00::2/64', 'dev', 'lan0', 'nodad');
    a.ip('address', 'add', 'fd00::50/64', 'dev', A.name, 'nodad');
    expect(await ping(a, 'fd00::2')).toContain(' 0% packet loss');
    side.lan.ip('-6', 'neigh', 'flush', 'dev', 'lan0');
    expect(await ping(side.lan, 'fd00::50')).toContain(' 0% packet loss');
    expect(side.lan.ip('neigh', 'show', 'fd00::50')).toContain(HOST_MAC);
  });

  it('R16 R19 a guest sees nothing of what is for the host', async () => {
    const eavesdropper = await Sniffer.on(a, A.name, 'icmp');
    await ping(side.lan, HOST_ADDRESS);
    await ping(side.lan, B_ADDRESS);
    await ping(side.lan, A_ADDRESS, 1);
    const seen = await eavesdropper.seen(`${LAN_ADDRESS} > ${A_ADDRESS}`);
    expect(besides(seen, A_ADDRESS)).toEqual([]);
  });

  it('R17 R19 200 MB each way', async () => {
    side.lan.spawn('iperf3', '-s');
    await side.lan.listens(IPERF_PORT);
    for (const words of [[], ['-R']])
      expect(await transfer(2e8, a, LAN_ADDRESS, ...words)).toBeLessThan(FEW_RETRANSMISSIONS);
  });
});

/** What an access point does: frames from other MACs than the host's are dropped on arrival. */
function admitOneMac(lan: Namespace): void {
  const program = '6,32 0 0 8,21 0 3 1,40 0 0 6,21 0 1 512,6 0 0 0,6 0 0 2';
  lan.tc('qdisc', 'add', 'dev', 'lan0', 'clsact');
  lan.tc('filter', 'add', 'dev', 'lan0', 'ingress', 'bpf', 'da', 'bytecode', program);
}

describeLab('Host adapter, whatever becomes of the NIC (R20)', NEEDS, () => {
  let side: HostSide;
  let a: Namespace;

  beforeAll(async () => {
    side = new HostSide('rec');
    await side.start();
    await side.apply({ networks: [bridged()], ports: [tapPort(A)] });
    await until(() => side.attached, 'attached');
    a = side.guest(A, A_ADDRESS);
    await pingsWithin(a, LAN_ADDRESS, 5000);
  });

  afterAll(() => side.dispose());

  const carrier = (): boolean => !a.ip('link', 'show', A.name).includes('NO-CARRIER');

  it('R20 unplugged and plugged in again: the guest’s carrier follows', async () => {
    side.lan.ip('link', 'set', 'lan0', 'down');
    await until(() => !side.attached && !carrier(), 'unplugged');
    side.lan.ip('link', 'set', 'lan0', 'up');
    await until(() => side.attached && carrier(), 'plugged in');
    await pingsWithin(a, LAN_ADDRESS, 5000);
  });

  it('R20 renamed: nothing changes', async () => {
    side.host.ip('link', 'set', 'lan0', 'name', 'eth9');
    await pingsWithin(a, LAN_ADDRESS, 3000);
    side.host.ip('link', 'set', 'eth9', 'name', 'lan0');
    await pingsWithin(a, HOST_ADDRESS, 5000);
  });

  it('R20 its MAC changes: guest and host reach each other under the new one', async () => {
    side.host.ip('link', 'set', 'lan0', 'address', '02:00:00:00:00:77');
    a.ip('neigh', 'flush', 'all');
    await pingsWithin(a, HOST_ADDRESS, 5000);
    expect(a.ip('neigh', 'show', HOST_ADDRESS)).toContain('02:00:00:00:00:77');
    side.host.ip('link', 'set', 'lan0', 'address', HOST_MAC);
    a.ip('neigh', 'flush', 'all');
    await pingsWithin(a, HOST_ADDRESS, 5000);
  });

  it('a NIC that vanished after it was chosen: the cable is out, and in when it comes', async () => {
    const late = bridged({ nic: 'lan7' });
    await side.apply({ networks: [late], ports: [tapPort(A)] });
    await until(() => side.snapshot?.uplinks[0]?.nic === 'lan7' && !carrier(), 'unplugged');
    expect(side.snapshot!.uplinks).toMatchObject([{ attached: false, problem: null }]);
    side.host.ip('link', 'set', 'lan0', 'name', 'lan7');
    await until(() => side.attached && carrier(), 'plugged in');
    await pingsWithin(a, LAN_ADDRESS, 5000);
    side.host.ip('link', 'set', 'lan7', 'name', 'lan0');
    await side.apply({ networks: [bridged()], ports: [tapPort(A)] });
    await until(() => side.attached && carrier(), 'as before');
  });

  it('R20 deleted and back', async () => {
    side.host.ip('link', 'delete', 'lan0');
    await until(() => !side.attached && !carrier(), 'gone');
    side.cable();
    await until(() => side.attached && carrier(), 'back', 10_000);
    await pingsWithin(a, LAN_ADDRESS, 5000);
    await pingsWithin(a, HOST_ADDRESS, 5000);
  });
});

describeLab('TAPs (R42, R55)', NEEDS, () => {
  let side: HostSide;

  beforeAll(async () => {
    side = new HostSide('tap');
    await side.start();
  });

  afterAll(() => side.dispose());

  const internal = { id: 'n', gateway: null, nat: null, uplink: null };

  it('R42 this computer is a station of an internal network, under the network’s name', async () => {
    const hostPort = { name: 'pclab', mac: 0x0003_ff00_00fe, address: '169.254.0.1/16' };
    await side.apply({ networks: [{ ...internal, hostPort }], ports: [tapPort(A)] });
    const a = side.guest(A, null);
    a.ip('address', 'add', '169.254.0.20/16', 'dev', A.name);
    expect(await ping(a, '169.254.0.1')).toContain(' 0% packet loss');
    expect(await ping(side.host, '169.254.0.20')).toContain(' 0% packet loss');
    expect(side.host.ip('address', 'show', 'pclab')).toContain('169.254.0.1/16');
    await side.apply({ networks: [{ ...internal, hostPort: null }], ports: [] });
    expect(side.host.ip('link')).not.toContain('pclab');
  });

  it('R55 R6 an existing TAP, with its carrier; a TAP that somebody else holds', async () => {
    side.host.ip('tuntap', 'add', 'dev', 'mine', 'mode', 'tap');
    const inner = new Namespace('pc-tap-inner');
    try {
      // What matters of it: a netdev here, whose other end is a guest's NIC.
      veth(
        { namespace: side.host, name: 'held' },
        { namespace: inner, name: 'eth0', addresses: ['192.0.2.60/24'] },
      );
      const mine = { name: 'mine', mac: B.mac };
      const link = { kind: 'heldTap', netdev: 'held' } as const;
      const port = { id: 'held', mac: 2, networkId: 'n', link, policy: {} };
      const networks = [{ ...internal, hostPort: null }];
      await side.apply({ networks, ports: [tapPort(mine), port] });
      const b = side.guest(mine, B_ADDRESS);
      await pingsWithin(inner, B_ADDRESS, 5000);
      await side.apply({ networks, ports: [tapPort(mine, null), port] });
      await until(() => b.ip('link', 'show', 'mine').includes('NO-CARRIER'), 'unplugged');
    } finally {
      inner.dispose();
    }
  });
});
