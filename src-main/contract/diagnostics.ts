/**
 * Facts that help to find a fault. They contain nothing private (no names, addresses, commands or
 * paths), so that they can be pasted into a public issue.
 */
import { z } from 'zod';
import { EngineState, Traffic } from './activity.ts';
import { CheckStatus } from './doctor.ts';
import { NetworkKind } from './network.ts';
import { AttachmentKind } from './attachment.ts';
import { CardModel, Mode, VmKind, VmState } from './vm.ts';

const AdapterFacts = z.object({
  mode: Mode,
  model: CardModel,
  link: z.enum(['up', 'down']),
  fromGuest: Traffic,
  toGuest: Traffic,
});

export const Diagnostics = z.object({
  version: z.string(),
  /** Of Node, Electron, Chromium and the kernel, where present. */
  versions: z.record(z.string(), z.string()),
  platform: z.string(),
  engine: z.object({ state: EngineState, restarts: z.number() }),
  paused: z.boolean(),
  /** Codes of the problems that the window shows in banners. */
  notices: z.array(z.string()),
  checks: z.array(z.object({ id: z.string(), status: CheckStatus, finding: z.string() })),
  networks: z.array(z.object({ kind: NetworkKind, dhcp: z.boolean(), mtu: z.number() })),
  vms: z.array(
    z.object({
      kind: VmKind,
      attachment: AttachmentKind,
      state: VmState,
      problem: z.string().nullable(),
      adapters: z.array(AdapterFacts),
    }),
  ),
  forwards: z.record(z.string(), z.number()),
});
export type Diagnostics = z.infer<typeof Diagnostics>;
