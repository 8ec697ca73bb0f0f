/**
 * What is kept, in the form it is kept in. Addresses are text in their canonical form
 * (`00-03-FF-…`, dotted decimal); the app has checked everything before it comes here, the
 * database's own constraints are the second line.
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
  /** Whether the cable is in the card. */
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
  /** Of all its adapters, and of those that it gets later. */
  readonly attachmentKind: AttachmentKind;
  /** By number. */
  readonly adapters: readonly AdapterRecord[];
  /** What a running guest was started with; null: it is not running, as far as known. */
  readonly runningCards: readonly RunningCardRecord[] | null;
}

/** A card as a guest got it when it started: what it has until it ends, whatever is set since. */
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
  /** The host's own stack is cut off from the NIC while it is in use (R18). */
  readonly dedicated: boolean;
  /** All guests behind the NIC's MAC (R19). */
  readonly translate: boolean;
  /** MAC of this computer on an internal network; null: it is not on it (R42). */
  readonly hostPortMac: string | null;
  /** CIDR, host bits zero. */
  readonly subnet: string;
  /** Our own address on it. */
  readonly gateway: string;
  /** Our own MAC on it. */
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
