/** Results of this computer's set-up checks; checkText.ts has the sentences. */
import { z } from 'zod';
import { FindingSchema } from './problem.ts';

export const CheckStatus = z.enum(['ok', 'warning', 'failed', 'skipped']);
export type CheckStatus = z.infer<typeof CheckStatus>;

export const CheckResult = z.object({
  /** The argument of `doctor.repair`, such as `tun-device`. */
  id: z.string(),
  status: CheckStatus,
  finding: FindingSchema,
  /** Whether Patchcord can repair it. */
  repairable: z.boolean(),
});
export type CheckResult = z.infer<typeof CheckResult>;
