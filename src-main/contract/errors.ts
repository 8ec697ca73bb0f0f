/**
 * Errors that cross to a face: a stable code and the data a sentence needs. The sentence itself is
 * composed by the face that shows it, from errorText.ts.
 */

export type ErrorParams = Readonly<Record<string, string | number>>;

/** The plain form that travels. */
export interface Problem {
  readonly code: string;
  readonly params: ErrorParams;
}

/** Base of every error of ours: `code` is stable and has a sentence in errorText.ts. */
export class PatchcordError extends Error {
  readonly code: string;
  readonly params: ErrorParams;

  constructor(code: string, params: ErrorParams = {}, options?: ErrorOptions) {
    super(`${code} ${JSON.stringify(params)}`, options);
    this.name = new.target.name;
    this.code = code;
    this.params = params;
  }

  toProblem(): Problem {
    return { code: this.code, params: this.params };
  }
}

/** Any thrown value as something a face can show; what we did not foresee becomes `internal`. */
export function toProblem(error: unknown): Problem {
  if (error instanceof PatchcordError) return error.toProblem();
  const reason = error instanceof Error ? error.message : String(error);
  return { code: 'internal', params: { reason } };
}
