/**
 * All settings in one file, as a backup or for another computer. It refers to networks and NICs by
 * name. Left out is what belongs to one computer only: ids, leases, UDP ports, TAPs, the gateways'
 * MACs.
 */
import { z } from 'zod';
import { NetworkKind, NetworkName, Protocol, Reservation } from './network.ts';
import { Netdev, VmWord } from './attachmentWords.ts';
import { PortPolicy } from './portPolicy.ts';
import { Preferences } from './preferences.ts';
import { ProblemSchema } from './problem.ts';
import { AdapterNumber, ADAPTERS_PER_VM, CardModel, Mode, VmCommand, VmName } from './vm.ts';

export const SETTINGS_FORMAT = 'patchcord-settings';
export const SETTINGS_VERSION = 1;
/** Characters of a file. Several times the size of 64 VMs with four adapters and long commands. */
export const LONGEST_SETTINGS_FILE = 800_000;

const PortNumber = z.number().int().min(1).max(65_535);

const FileNetwork = z.strictObject({
  name: NetworkName,
  kind: NetworkKind,
  nic: z.string().max(64).nullable(),
  dedicated: z.boolean(),
  translate: z.boolean(),
  hostPort: z.boolean(),
  subnet: z.string().max(64),
  dhcp: z.boolean(),
  range: z.strictObject({ from: z.string().max(64), to: z.string().max(64) }),
  dns: z.array(z.string().max(64)).max(3),
  mtu: z.number().int().min(576).max(65_520),
  reservations: z.array(Reservation.strict()).max(256),
});
export type FileNetwork = z.infer<typeof FileNetwork>;

const FileAdapter = z
  .strictObject({
    n: AdapterNumber,
    mode: Mode,
    network: z.string().max(64).nullable(),
    /** Absent in files from before cables could be unplugged. */
    cable: z.boolean().default(true),
    mac: z.string().max(32),
    model: CardModel,
    /** Absent in files from before ports had policies. */
    policy: PortPolicy.default({}),
  })
  .refine(({ mode, network }) => (mode === 'none') === (network === null), {
    error: 'the connection and the network do not match',
  });
export type FileAdapter = z.infer<typeof FileAdapter>;

const FileForward = z.strictObject({
  n: AdapterNumber,
  protocol: Protocol,
  address: z.string().max(64),
  port: PortNumber,
  guestPort: PortNumber,
});
export type FileForward = z.infer<typeof FileForward>;

const FileVm = z.strictObject({
  name: VmName,
  /** A word of the command line; files have used it since the first version. */
  kind: VmWord,
  command: VmCommand.nullable(),
  netdev: Netdev,
  adapters: z
    .array(FileAdapter)
    .max(ADAPTERS_PER_VM)
    .refine(eachOnce('n'), 'an adapter is listed twice'),
  forwards: z.array(FileForward).max(1024),
});
export type FileVm = z.infer<typeof FileVm>;

/** A patch cable: the names of the networks at both ends. */
const FilePatch = z.strictObject({ one: NetworkName, other: NetworkName });
export type FilePatch = z.infer<typeof FilePatch>;

export const SettingsFile = z.strictObject({
  format: z.literal(SETTINGS_FORMAT),
  version: z.literal(SETTINGS_VERSION),
  preferences: z.strictObject(Preferences.shape),
  networks: z.array(FileNetwork).max(256).refine(eachOnce('name'), 'a name is listed twice'),
  patches: z.array(FilePatch).max(256),
  vms: z.array(FileVm).max(1024).refine(eachOnce('name'), 'a name is listed twice'),
});
export type SettingsFile = z.infer<typeof SettingsFile>;

/** What an import does or would do. */
export const ImportSummary = z.object({
  /** Names. What is not in the file stays as it is. */
  vms: z.object({ added: z.array(z.string()), changed: z.array(z.string()) }),
  networks: z.object({ added: z.array(z.string()), changed: z.array(z.string()) }),
  preferences: z.array(z.string()),
  /** What cannot be imported as it is in the file, and what happens instead. */
  notes: z.array(ProblemSchema),
});
export type ImportSummary = z.infer<typeof ImportSummary>;

function eachOnce<K extends string>(key: K) {
  return (items: readonly Record<K, unknown>[]): boolean =>
    new Set(items.map((item) => item[key])).size === items.length;
}
