/**
 * Errors that cross to a face: a stable code and the data that its sentence needs. The face that
 * shows an error composes the sentence (sentence.ts).
 */
import type { ErrorCode } from './errorText.ts';

export type ErrorParams = Readonly<Record<string, string | number>>;

/** The plain form that is sent to a face; problem.ts has its schema. */
export interface Problem {
  readonly code: ErrorCode;
  readonly params: ErrorParams;
}

/** Base of all errors of Patchcord. */
export class PatchcordError extends Error {
  readonly code: ErrorCode;
  readonly params: ErrorParams;

  constructor(code: ErrorCode, params: ErrorParams = {}, options?: ErrorOptions) {
    super(`${code} ${JSON.stringify(params)}`, options);
    this.name = new.target.name;
    this.code = code;
    this.params = params;
  }

  toProblem(): Problem {
    return { code: this.code, params: this.params };
  }
}

/** Any thrown value in a form that a face can show; an unexpected one becomes `internal`. */
export function toProblem(error: unknown): Problem {
  if (error instanceof PatchcordError) return error.toProblem();
  const reason = error instanceof Error ? error.message : String(error);
  return { code: 'internal', params: { reason } };
}
