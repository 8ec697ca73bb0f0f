/** Networks, forwards and the host's NICs, as every face sees them. */
import { z } from 'zod';
import { ProblemSchema } from './problem.ts';
import { AdapterNumber } from './vm.ts';

export const NetworkKind = z.enum(['shared', 'internal', 'host']);
export type NetworkKind = z.infer<typeof NetworkKind>;

const AddressRange = z.object({ from: z.string(), to: z.string() });

/** An address that a network gives to one MAC only. */
export const Reservation = z.object({ mac: z.string().max(64), address: z.string().max(64) });
export type Reservation = z.infer<typeof Reservation>;

/** More than a person enters by hand, and few enough to be written in one step. */
const MOST_RESERVATIONS = 256;

export const Network = z.object({
  id: z.string(),
  name: z.string(),
  kind: NetworkKind,
  /** With the kind `host`. */
  nic: z.string().nullable(),
  /** The host's own stack is cut off from the NIC while a VM uses it (R18). */
  dedicated: z.boolean(),
  /** All guests use the NIC's MAC (R19). */
  translate: z.boolean(),
  /** This computer's NIC and address on an internal network (R42); null: it is not connected. */
  hostPort: z
    .object({ nic: z.string(), address: z.string(), problem: ProblemSchema.nullable() })
    .nullable(),
  /** CIDR, such as 192.168.131.0/24; empty with the kind `host`, and so is the range. */
  subnet: z.string(),
  /** Patchcord's address on it; null: Patchcord offers no services there. */
  gateway: z.string().nullable(),
  /** The patched network that assigns the addresses here (R43); null: this network itself. */
  servedBy: z.string().nullable(),
  dhcp: z.boolean(),
  range: AddressRange,
  /** DNS servers; empty: the host's. */
  dns: z.array(z.string()),
  mtu: z.number(),
  reservations: z.array(Reservation),
  /** The networks at the other ends of its patch cables (R43). */
  patches: z.array(z.object({ networkId: z.string(), name: z.string() })),
  /** How many adapters are plugged into it. */
  adapters: z.number(),
});
export type Network = z.infer<typeof Network>;

export const NetworkName = z.string().trim().min(1).max(64);

/** What can be changed on a network. What is absent stays as it is. */
export const NetworkChange = z.object({
  name: NetworkName.optional(),
  subnet: z.string().optional(),
  dhcp: z.boolean().optional(),
  range: AddressRange.optional(),
  dns: z.array(z.string()).max(3).optional(),
  mtu: z.number().int().min(576).max(65520).optional(),
  dedicated: z.boolean().optional(),
  translate: z.boolean().optional(),
  hostPort: z.boolean().optional(),
  /** All reservations of the network. */
  reservations: z.array(Reservation).max(MOST_RESERVATIONS).optional(),
});
export type NetworkChange = z.infer<typeof NetworkChange>;

/** What is absent gets its default. */
export const NewNetwork = NetworkChange.extend({
  name: NetworkName,
  kind: NetworkKind,
  nic: z.string().max(64).nullable().default(null),
});

export const Protocol = z.enum(['tcp', 'udp']);

export const Forward = z.object({
  id: z.string(),
  vm: z.string(),
  vmId: z.string(),
  n: AdapterNumber,
  protocol: Protocol,
  /** Address of the host that listens; 127.0.0.1 by default (R29). */
  address: z.string(),
  port: z.number(),
  guestPort: z.number(),
  /** `waiting`: its adapter is not on a Shared network, or the engine is not running. */
  state: z.enum(['listening', 'waiting', 'failed']),
  problem: ProblemSchema.nullable(),
});
export type Forward = z.infer<typeof Forward>;

export const ForwardId = z.string().max(64);
export const ListenAddress = z.string().max(64);

export const NewForward = z.object({
  n: AdapterNumber.default(1),
  protocol: Protocol,
  address: ListenAddress.default('127.0.0.1'),
  port: z.number().int(),
  guestPort: z.number().int(),
});

/** What can be changed on a forward. What is absent stays as it is. */
export const ForwardChange = z.object({
  id: ForwardId,
  n: AdapterNumber.optional(),
  protocol: Protocol.optional(),
  address: ListenAddress.optional(),
  port: z.number().int().optional(),
  guestPort: z.number().int().optional(),
});

/** More than a person adds to one VM. */
const MOST_FORWARDS = 1024;

/** Changes to the forwards of one VM. A forward that is not listed stays. */
export const ForwardChanges = z.object({
  removed: z.array(ForwardId).max(MOST_FORWARDS),
  changed: z.array(ForwardChange).max(MOST_FORWARDS),
  added: z.array(NewForward).max(MOST_FORWARDS),
});

/**
 * What happened on connecting to a forward. `unknown`: no answer over UDP, where a service need not
 * answer.
 */
export const ForwardAnswer = z.enum([
  'answered',
  'refused',
  'silent',
  'unknown',
  'vmNotRunning',
  'noAddress',
  'notListening',
]);
export type ForwardAnswer = z.infer<typeof ForwardAnswer>;

export const Nic = z.object({
  name: z.string(),
  mac: z.string(),
  wireless: z.boolean(),
  up: z.boolean(),
  addresses: z.array(z.string()),
  /** Whether a default route of this computer uses it. */
  defaultRoute: z.boolean(),
});
export type Nic = z.infer<typeof Nic>;

/** A NIC, and whether VMs can use it (R11). */
export const NicChoice = Nic.extend({ offered: z.boolean() });
export type NicChoice = z.infer<typeof NicChoice>;
