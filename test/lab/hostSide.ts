/**
 * This computer, its LAN and its guests, each in a namespace. The engine runs in the one that stands
 * for this computer:
 *
 *   a, b (guests)                 host                      lan
 *   TAPs of the engine, moved     192.0.2.1 on lan0 ─ veth ─ lan0, 192.0.2.2, dnsmasq .100–.150
 *
 * A guest is a namespace with the netdev of one of the engine's TAPs. So it has the kernel's stack
 * with checksum and segmentation offloads, as a Linux guest with virtio-net has.
 */
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import type {
  EngineConfig,
  EngineSnapshot,
  FdbInfo,
  NetworkConfig,
  PortConfig,
  UplinkConfig,
} from '../../src-main/engine/engineConfig.ts';
import { parseMac } from '../../src-main/address/mac.ts';
import { Namespace, veth } from './namespaces.ts';
import { until } from './until.ts';

export const HOST_ADDRESS = '192.0.2.1';
export const LAN_ADDRESS = '192.0.2.2';
export const HOST_MAC = '02:00:00:00:00:01';
export const LAN_MAC = '02:00:00:00:00:02';

export interface GuestNic {
  readonly name: string;
  readonly mac: string;
}

interface Reply {
  readonly applied?: true;
  readonly fdb?: FdbInfo[];
  readonly snapshot?: EngineSnapshot;
}

/** A network with the host's NIC as uplink and no gateway. */
export function bridged(change: Partial<UplinkConfig> = {}): NetworkConfig {
  const uplink = { nic: 'lan0', isolated: false, translate: false, ...change };
  return { id: 'n', gateway: null, nat: null, uplink, hostPort: null };
}

export function tapPort(guest: GuestNic, networkId: string | null = 'n'): PortConfig {
  const mac = parseMac(guest.mac);
  return {
    id: guest.name,
    mac,
    networkId,
    link: { kind: 'tap', name: guest.name, mac },
    policy: {},
  };
}

export class HostSide {
  readonly host: Namespace;
  readonly lan: Namespace;
  readonly #area: string;
  readonly #guests: Namespace[] = [];
  readonly #replies: Reply[] = [];
  snapshot: EngineSnapshot | null = null;
  /** Standard error of the engine. */
  log = '';
  #engine: ChildProcess | null = null;

  constructor(area: string) {
    this.#area = area;
    this.host = new Namespace(`pc-${area}-host`);
    this.lan = new Namespace(`pc-${area}-lan`);
    this.cable();
  }

  /** Creates the cable between the host's NIC and the LAN, also after the NIC was deleted. */
  cable(): void {
    veth(
      { namespace: this.host, name: 'lan0', addresses: [] },
      { namespace: this.lan, name: 'lan0', addresses: [] },
    );
    for (const [namespace, mac, address] of [
      [this.host, HOST_MAC, HOST_ADDRESS],
      [this.lan, LAN_MAC, LAN_ADDRESS],
    ] as const) {
      namespace.ip('link', 'set', 'lan0', 'address', mac);
      namespace.ip('address', 'add', `${address}/24`, 'dev', 'lan0');
    }
  }

  serveDhcp(...words: string[]): void {
    this.lan.spawn(
      'dnsmasq',
      ...['--keep-in-foreground', '--conf-file=/dev/null', '--no-hosts', '--no-resolv', '--port=0'],
      ...['--interface=lan0', '--bind-interfaces', '--pid-file=', '--leasefile-ro'],
      ...['--dhcp-range=192.0.2.100,192.0.2.150,255.255.255.0,1h', ...words],
    );
  }

  async start(): Promise<void> {
    const program = join(import.meta.dirname, 'engineProgram.ts');
    const engine = this.host.spawnInteractive(process.execPath, program);
    this.#engine = engine;
    engine.stderr!.on('data', (chunk: Buffer) => (this.log += chunk.toString()));
    createInterface({ input: engine.stdout! }).on('line', (line) => {
      const reply = JSON.parse(line) as Reply;
      if (reply.snapshot) this.snapshot = reply.snapshot;
      else if (reply.applied ?? reply.fdb) this.#replies.push(reply);
      else this.log += `${line}\n`;
    });
    await this.apply({ networks: [], ports: [] });
  }

  async apply(config: EngineConfig): Promise<void> {
    await this.#ask({ apply: config });
  }

  async fdb(): Promise<FdbInfo[]> {
    return (await this.#ask({ fdb: 'n' })).fdb!;
  }

  get attached(): boolean {
    return this.snapshot?.uplinks[0]?.attached === true;
  }

  /** Moves a TAP's netdev to a new namespace as its NIC `eth0`, up. */
  guest(nic: GuestNic, address: string | null): Namespace {
    const guest = new Namespace(`pc-${this.#area}-${nic.name}`);
    this.#guests.push(guest);
    this.host.ip('link', 'set', nic.name, 'netns', guest.name);
    guest.ip('link', 'set', nic.name, 'up');
    if (address !== null) guest.ip('address', 'add', `${address}/24`, 'dev', nic.name);
    return guest;
  }

  /** Kills the engine, as a crash does. */
  kill(): void {
    this.#engine?.kill('SIGKILL');
  }

  dispose(): void {
    this.kill();
    for (const guest of this.#guests) guest.dispose();
    this.host.dispose();
    this.lan.dispose();
  }

  async #ask(request: unknown): Promise<Reply> {
    const before = this.#replies.length;
    this.#engine!.stdin!.write(`${JSON.stringify(request)}\n`);
    await until(() => this.#replies.length > before, `an answer (${this.log})`, 10_000);
    return this.#replies.at(-1)!;
  }
}
