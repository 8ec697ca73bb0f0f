/** What the set-up checks of this computer say; checkText.ts has the sentences. */
import { z } from 'zod';
import { ProblemSchema } from './vm.ts';

export const CheckStatus = z.enum(['ok', 'warning', 'failed', 'skipped']);
export type CheckStatus = z.infer<typeof CheckStatus>;

export const CheckResult = z.object({
  /** Such as `tun-device`: what `doctor.repair` takes. */
  id: z.string(),
  status: CheckStatus,
  finding: ProblemSchema,
  /** Whether a repair would do anything about it. */
  repairable: z.boolean(),
});
export type CheckResult = z.infer<typeof CheckResult>;
