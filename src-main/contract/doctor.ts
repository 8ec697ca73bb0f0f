/** Results of the set-up checks of this computer; checkText.ts has the sentences. */
import { z } from 'zod';
import { FindingSchema } from './problem.ts';

export const CheckStatus = z.enum(['ok', 'warning', 'failed', 'skipped']);
export type CheckStatus = z.infer<typeof CheckStatus>;

export const CheckResult = z.object({
  /** Such as `tun-device`: what `doctor.repair` takes. */
  id: z.string(),
  status: CheckStatus,
  finding: FindingSchema,
  /** Whether there is a repair for it. */
  repairable: z.boolean(),
});
export type CheckResult = z.infer<typeof CheckResult>;
