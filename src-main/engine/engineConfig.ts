/**
 * What crosses the thread boundary: the whole desired state going in, snapshots and answers coming
 * out. Plain data only. IP addresses are canonical text (RFC 5952 §4), which the app has checked;
 * MAC addresses are numbers.
 */

/** Everything that the engine runs. Applying it twice changes nothing. */
export interface EngineConfig {
  readonly networks: readonly NetworkConfig[];
  readonly ports: readonly PortConfig[];
  /** Cables between networks (R43), which never form a loop; absent: none. */
  readonly patches?: readonly PatchConfig[];
}

export interface PatchConfig {
  /** Ids of two networks; each pair occurs once. */
  readonly ends: readonly [string, string];
}

export interface NetworkConfig {
  readonly id: string;
  /** Our own host on this network; null: the network has none (R40). */
  readonly gateway: GatewayConfig | null;
  /** Null: the gateway forwards nothing to the outside. Needs a gateway. */
  readonly nat: NatConfig | null;
  /** The NIC of this computer that leads to a LAN, or null. */
  readonly uplink: UplinkConfig | null;
  /** This computer as a station of the network (R42), or null. */
  readonly hostPort: HostPortConfig | null;
}

export interface UplinkConfig {
  /** Name of the NIC. */
  readonly nic: string;
  /** While the network runs, the host itself cannot use the NIC (R18). */
  readonly isolated: boolean;
  /** All guests use the NIC's MAC towards the LAN (R19). */
  readonly translate: boolean;
}

export interface HostPortConfig {
  /** Name of the TAP, `pc…`, at most 15 characters. */
  readonly name: string;
  readonly mac: number;
  /** This computer's address on it, such as 169.254.0.1/16. */
  readonly address: string;
}

export interface GatewayConfig {
  readonly mac: number;
  /** Largest IP packet on this network, octets. */
  readonly mtu: number;
  readonly dns: DnsConfig | null;
  /** Null: the gateway has no IPv4 address. */
  readonly ipv4: Ipv4Config | null;
  /** Always null until the gateway supports IPv6. */
  readonly ipv6: null;
}

export interface Ipv4Config {
  /** The gateway's own. */
  readonly address: string;
  readonly prefixLength: number;
  readonly dhcp: DhcpConfig | null;
}

export interface DhcpConfig {
  readonly first: string;
  readonly last: string;
  /** Whether the gateway's address is offered as router (option 3). */
  readonly router: boolean;
  readonly leaseTimeS: number;
  /** Leases from before this engine started, so that guests keep their addresses. */
  readonly leases: readonly LeaseConfig[];
  /** Addresses of the subnet, in the range or not, that belong to one adapter each. */
  readonly reservations: readonly ReservationConfig[];
}

/** Each MAC and each address occurs once. */
export interface ReservationConfig {
  readonly mac: number;
  readonly address: string;
}

export interface LeaseConfig {
  readonly mac: number;
  readonly address: string;
  readonly hostname: string;
  /** Milliseconds since the epoch. */
  readonly expiresAtMs: number;
}

export interface DnsConfig {
  /** IP addresses of resolvers; empty: the host's own, followed as they change (R30). */
  readonly servers: readonly string[];
  /** Local names without the domain → the MAC whose current addresses are the answer. */
  readonly names: readonly { readonly name: string; readonly mac: number }[];
}

export interface NatConfig {
  readonly forwards: readonly ForwardConfig[];
}

export interface ForwardConfig {
  readonly id: string;
  readonly protocol: 'tcp' | 'udp';
  /** The host's address to listen on. */
  readonly bindAddress: string;
  readonly bindPort: number;
  /** MAC of the adapter that gets the connections, at its current address. */
  readonly guestMac: number;
  readonly guestPort: number;
}

export interface PortConfig {
  /** Unique; the app uses `<vmId>/<n>`. */
  readonly id: string;
  /** The adapter's MAC. */
  readonly mac: number;
  /** Null: not connected; the link stays open, frames are counted and dropped. */
  readonly networkId: string | null;
  readonly link: LinkConfig;
  readonly policy: PortPolicy;
}

/** What is done to the frames that pass a port. It has no members yet: nothing is done. */
export type PortPolicy = Readonly<Record<string, unknown>>;

export type LinkConfig =
  /** QEMU `-netdev stream,server=on` on a unix socket: we are the client. */
  | { readonly kind: 'qemuStream'; readonly path: string }
  /** QEMU `-netdev dgram` over loopback UDP. */
  | {
      readonly kind: 'qemuDatagram';
      readonly localPort: number;
      readonly remotePort: number;
    }
  /**
   * A TAP: an existing one, or one that we create if its name begins with `pc`. `mac` null: keep.
   */
  | { readonly kind: 'tap'; readonly name: string; readonly mac: number | null }
  /**
   * The netdev of a TAP that a hypervisor opens itself; we create it if its name begins with `pc`.
   */
  | { readonly kind: 'heldTap'; readonly netdev: string };

/** Counters since the engine started. */
export interface TrafficCounters {
  readonly frames: number;
  readonly octets: number;
  /** Frames by drop reason (names of wire/drop.ts); reasons never seen are absent. */
  readonly drops: Readonly<Record<string, number>>;
}

export interface PortSnapshot {
  readonly id: string;
  readonly attached: boolean;
  /** Why it cannot be attached, as an error code; null also while the guest is not there. */
  readonly problem: string | null;
  /** IP addresses that the gateway knows of this adapter; without a gateway, those heard. */
  readonly addresses: readonly string[];
  readonly fromGuest: TrafficCounters;
  readonly toGuest: TrafficCounters;
}

export interface ForwardSnapshot {
  readonly id: string;
  /** Null: listening. Otherwise why not: an errno name such as EADDRINUSE. */
  readonly problem: string | null;
}

export interface UplinkSnapshot {
  readonly networkId: string;
  readonly nic: string;
  /** The NIC is there, up and in use. Where it is not, the guests' carrier follows (R20). */
  readonly attached: boolean;
  /** Why it cannot be used, as an error code; null also while it is absent or down. */
  readonly problem: string | null;
}

export interface HostPortSnapshot {
  readonly networkId: string;
  /** Why this computer is not on the network, as an error code; null: it is. */
  readonly problem: string | null;
}

/** At most four a second, and none while nothing changes. */
export interface EngineSnapshot {
  /** Milliseconds since the epoch. */
  readonly timeMs: number;
  readonly ports: readonly PortSnapshot[];
  readonly forwards: readonly ForwardSnapshot[];
  readonly uplinks: readonly UplinkSnapshot[];
  readonly hostPorts: readonly HostPortSnapshot[];
}

export interface LeaseInfo extends LeaseConfig {
  readonly networkId: string;
}

export interface FdbInfo {
  readonly mac: number;
  /** The port's id; the gateway's port is called `gateway`, the NIC's `uplink`, this
   * computer's `host`, a patch cable's `patch:` and the id of the network at its other end. */
  readonly portId: string;
  readonly ageMs: number;
}

export interface FlowInfo {
  readonly networkId: string;
  /** MAC of the guest. */
  readonly mac: number;
  readonly protocol: 'tcp' | 'udp' | 'icmp';
  /** `address:port`, or the address alone for ICMP. */
  readonly guest: string;
  readonly remote: string;
  /** TCP's state in RFC 9293's words; `open` for others. */
  readonly state: string;
  readonly octetsOut: number;
  readonly octetsIn: number;
}

/** What can be asked of the running engine. */
export interface EngineQueries {
  leases: { args: null; result: readonly LeaseInfo[] };
  flows: { args: null; result: readonly FlowInfo[] };
  fdb: { args: { readonly networkId: string }; result: readonly FdbInfo[] };
}
