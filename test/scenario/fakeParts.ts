/** Gateway, NAT and links that only record their calls. */
import type {
  FlowInfo,
  ForwardSnapshot,
  HostPortConfig,
  LinkConfig,
  NatConfig,
  PortPolicy,
  UplinkConfig,
} from '../../src-main/engine/engineConfig.ts';
import type { EngineParts } from '../../src-main/engine/engine.ts';
import type {
  GatewaySettings,
  LeaseSettings,
} from '../../src-main/engine/gateway/gatewaySettings.ts';
import type { Upstream } from '../../src-main/engine/gateway/upstream.ts';
import type {
  GatewayPart,
  GatewayPartOptions,
  MadeGateway,
  NatPartOptions,
  NatUpstream,
  UplinkPart,
} from '../../src-main/engine/networkParts.ts';
import type { StageMaker } from '../../src-main/engine/switch/stage.ts';
import { FakeLink } from './fakeLink.ts';
import { ipv4ToIp } from '../../src-main/address/ip.ts';

class FakeGateway extends FakeLink implements GatewayPart {
  dns: object | null = null;
  upstream: Upstream | null = null;
  settings: GatewaySettings;
  readonly options: GatewayPartOptions;

  constructor(settings: GatewaySettings, options: GatewayPartOptions) {
    super('gateway');
    this.settings = settings;
    this.options = options;
  }

  setUpstream(upstream: Upstream | null): void {
    this.upstream = upstream;
  }

  apply(settings: GatewaySettings): void {
    this.settings = settings;
  }

  leases(): LeaseSettings[] {
    const address = this.settings.ipv4.address + 1;
    return [{ mac: 1, address, hostname: 'guest', expiresAtMs: 0 }];
  }

  /** Addresses that differ in their last octet. */
  readonly guests = {
    addressesOf: (mac: number) => {
      const { address } = this.settings.ipv4;
      return [ipv4ToIp(address - (address % 256) + (mac % 256))];
    },
  };
}

class FakeNat implements NatUpstream {
  config: NatConfig | null = null;
  running: Omit<FlowInfo, 'networkId'>[] = [];
  closed = false;
  readonly options: NatPartOptions;

  constructor(options: NatPartOptions) {
    this.options = options;
  }

  apply(config: NatConfig): void {
    this.config = config;
  }

  flows(): Omit<FlowInfo, 'networkId'>[] {
    return this.running;
  }

  forwards(): ForwardSnapshot[] {
    return (this.config?.forwards ?? []).map(({ id }) => ({ id, problem: null }));
  }

  fromGuest(): 0 {
    return 0;
  }

  settle(): void {
    return;
  }

  resume(): void {
    return;
  }

  close(): void {
    this.closed = true;
  }
}

class FakeUplink extends FakeLink implements UplinkPart {
  guests: readonly number[] = [];

  setGuests(macs: readonly number[]): void {
    this.guests = macs;
  }
}

export class FakeParts implements EngineParts {
  readonly gateways: FakeGateway[] = [];
  readonly nats: FakeNat[] = [];
  readonly uplinks: FakeUplink[] = [];
  readonly hostPorts: FakeLink[] = [];
  readonly links: FakeLink[] = [];
  readonly stages: { policy: PortPolicy; closed: boolean }[] = [];

  createGateway(config: GatewaySettings, options: GatewayPartOptions): MadeGateway {
    const gateway = new FakeGateway(config, options);
    this.gateways.push(gateway);
    return { gateway, createNat: (natOptions) => this.#createNat(natOptions) };
  }

  #createNat(options: NatPartOptions): FakeNat {
    this.nats.push(new FakeNat(options));
    return this.nats.at(-1)!;
  }

  createUplink(config: UplinkConfig): FakeUplink {
    this.uplinks.push(new FakeUplink(config.nic));
    return this.uplinks.at(-1)!;
  }

  createHostPort(config: HostPortConfig): FakeLink {
    this.hostPorts.push(new FakeLink(config.name));
    return this.hostPorts.at(-1)!;
  }

  /** One stage for each time that a policy with members was applied. */
  createStages(policy: PortPolicy): StageMaker[] {
    if (Object.keys(policy).length === 0) return [];
    const stage = { policy, closed: false };
    this.stages.push(stage);
    return [
      () => ({
        inward: () => undefined,
        outward: (_batch, _selection, count) => count,
        close: () => (stage.closed = true),
      }),
    ];
  }

  createLink(config: LinkConfig): FakeLink {
    this.links.push(new FakeLink(nameOf(config)));
    return this.links.at(-1)!;
  }
}

function nameOf(config: LinkConfig): string {
  switch (config.kind) {
    case 'qemuStream':
      return config.path;
    case 'qemuDatagram':
      return `${config.localPort}`;
    case 'tap':
      return config.name;
    case 'heldTap':
      return config.netdev;
  }
}
