/**
 * Schemas of what travels as a code and parameters: a problem, a finding of a set-up check. Any text
 * passes as a code, because a program of another version may have codes that this one lacks;
 * sentence.ts shows such a code itself.
 */
import { z } from 'zod';
import type { FindingCode } from './checkText.ts';
import type { ErrorCode } from './errorText.ts';

const params = z.record(z.string(), z.union([z.string(), z.number()]));
const isText = (code: unknown): boolean => typeof code === 'string';

export const ProblemSchema = z.object({ code: z.custom<ErrorCode>(isText), params });

export const FindingSchema = z.object({ code: z.custom<FindingCode>(isText), params });
export type Finding = Readonly<z.infer<typeof FindingSchema>>;
