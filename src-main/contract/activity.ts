/** What changes while the program runs: counters, leases, MAC table, flows, and its own state. */
import { z } from 'zod';
import { Forward, Network } from './network.ts';
import { Preferences } from './preferences.ts';
import { ProblemSchema } from './problem.ts';
import { AdapterNumber, Mode, Vm } from './vm.ts';

export const Traffic = z.object({
  frames: z.number(),
  octets: z.number(),
  drops: z.record(z.string(), z.number()),
});
export type Traffic = z.infer<typeof Traffic>;

export const AdapterTraffic = z.object({
  vm: z.string(),
  vmId: z.string(),
  n: AdapterNumber,
  fromGuest: Traffic,
  toGuest: Traffic,
});
export type AdapterTraffic = z.infer<typeof AdapterTraffic>;

/** Counters at one moment; throughput is the difference of two. */
export const Activity = z.object({ timeMs: z.number(), adapters: z.array(AdapterTraffic) });
export type Activity = z.infer<typeof Activity>;

export const Lease = z.object({
  network: z.string(),
  ip: z.string(),
  mac: z.string(),
  hostname: z.string(),
  /** Name of the VM whose adapter has this MAC, or null. */
  vm: z.string().nullable(),
  /** ISO 8601. */
  expiresAt: z.string(),
});
export type Lease = z.infer<typeof Lease>;

export const FdbEntry = z.object({
  mac: z.string(),
  /** `VM:n`, or `gateway`. */
  port: z.string(),
  vm: z.string().nullable(),
  ageMs: z.number(),
});
export type FdbEntry = z.infer<typeof FdbEntry>;

export const Flow = z.object({
  network: z.string(),
  vm: z.string().nullable(),
  proto: z.enum(['tcp', 'udp', 'icmp']),
  guest: z.string(),
  remote: z.string(),
  state: z.string(),
  octetsOut: z.number(),
  octetsIn: z.number(),
});
export type Flow = z.infer<typeof Flow>;

export const EngineState = z.enum(['starting', 'running', 'restarting', 'stopped']);
export type EngineState = z.infer<typeof EngineState>;

export const Status = z.object({
  version: z.string(),
  dataDir: z.string(),
  engine: z.object({ state: EngineState, restarts: z.number() }),
  /** All cables are unplugged until the user resumes; the settings are kept (R61). */
  paused: z.boolean(),
  /** The four connections. `problem`: why one of them cannot be used here. */
  modes: z.array(z.object({ mode: Mode, problem: ProblemSchema.nullable() })),
  /** What the user should know: a database kept aside, a subnet that clashes. */
  notices: z.array(ProblemSchema),
});
export type Status = z.infer<typeof Status>;

/** Everything a face needs to draw itself. */
export const Panel = z.object({
  status: Status,
  vms: z.array(Vm),
  networks: z.array(Network),
  forwards: z.array(Forward),
  preferences: Preferences,
});
export type Panel = z.infer<typeof Panel>;
