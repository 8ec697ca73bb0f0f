/**
 * Schemas of problems and of set-up checks' findings: a code and parameters. Any text is accepted as
 * a code, because another version of the program can have codes that this one lacks. For such a
 * code, sentence.ts shows the code itself.
 */
import { z } from 'zod';
import type { FindingCode } from './checkText.ts';
import type { ErrorCode } from './errorText.ts';

const params = z.record(z.string(), z.union([z.string(), z.number()]));
const isText = (code: unknown): boolean => typeof code === 'string';

export const ProblemSchema = z.object({ code: z.custom<ErrorCode>(isText), params });

export const FindingSchema = z.object({ code: z.custom<FindingCode>(isText), params });
export type Finding = Readonly<z.infer<typeof FindingSchema>>;
