/**
 * The stored data in its stored form. Addresses are canonical text (`00-03-FF-…`, dotted decimal).
 * The app checks all values first; the database's constraints are a second check.
 */
import type { Attachment, AttachmentKind } from '../contract/attachment.ts';
import type { NetworkKind } from '../contract/network.ts';
import type { PortPolicy } from '../contract/portPolicy.ts';
import type { CardModel, Mode, VmKind } from '../contract/vm.ts';

export interface AdapterRecord {
  readonly n: number;
  readonly mode: Mode;
  /** Null with `none`. */
  readonly networkId: string | null;
  /** Whether the cable is plugged in. */
  readonly cable: boolean;
  readonly mac: string;
  readonly model: CardModel;
  readonly attachment: Attachment;
  readonly policy: PortPolicy;
}

export interface VmRecord {
  readonly id: string;
  readonly name: string;
  readonly kind: VmKind;
  readonly command: string | null;
  /** Of all its adapters, now and later. */
  readonly attachmentKind: AttachmentKind;
  /** By number. */
  readonly adapters: readonly AdapterRecord[];
  /** The cards that a running guest was started with; null: it is not known to run. */
  readonly runningCards: readonly RunningCardRecord[] | null;
}

/** A card that a guest was started with. The guest keeps it until it ends. */
export interface RunningCardRecord {
  readonly n: number;
  readonly mac: string;
  readonly model: CardModel;
  readonly attachment: Attachment;
}

export interface NetworkRecord {
  readonly id: string;
  readonly name: string;
  readonly kind: NetworkKind;
  /** Of the kind `host`, whose addresses are the LAN's: `subnet`, `gateway` and range are empty. */
  readonly nic: string | null;
  /** Whether the host's stack is cut off from the NIC while a VM uses it (R18). */
  readonly dedicated: boolean;
  /** Whether all guests use the NIC's MAC (R19). */
  readonly translate: boolean;
  /** MAC of this computer on an internal network (R42); null: it is not connected. */
  readonly hostPortMac: string | null;
  /** CIDR, host bits zero. */
  readonly subnet: string;
  /** The gateway's address. */
  readonly gateway: string;
  /** The gateway's MAC. */
  readonly gatewayMac: string;
  readonly dhcp: boolean;
  readonly rangeFrom: string;
  readonly rangeTo: string;
  readonly dns: readonly string[];
  readonly mtu: number;
  /** By MAC. */
  readonly reservations: readonly ReservationRecord[];
}

/** An address of a network that is reserved for one MAC. */
export interface ReservationRecord {
  readonly mac: string;
  readonly address: string;
}

/** A cable between two networks: their ids, the lower one first. */
export interface PatchRecord {
  readonly one: string;
  readonly other: string;
}

export interface ForwardRecord {
  readonly id: string;
  readonly vmId: string;
  readonly n: number;
  readonly protocol: 'tcp' | 'udp';
  readonly address: string;
  readonly port: number;
  readonly guestPort: number;
}

export interface LeaseRecord {
  readonly networkId: string;
  readonly mac: string;
  readonly address: string;
  readonly hostname: string;
  /** Milliseconds since the epoch. */
  readonly expiresAtMs: number;
}
