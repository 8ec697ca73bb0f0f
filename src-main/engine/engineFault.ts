/** Why the engine refused a request. Crosses the thread boundary as plain data. */
export interface PlainFault {
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
}

export class EngineFault extends Error implements PlainFault {
  readonly code: string;
  readonly params: PlainFault['params'];

  constructor(code: string, params: PlainFault['params'] = {}) {
    super(`${code} ${JSON.stringify(params)}`);
    this.name = 'EngineFault';
    this.code = code;
    this.params = params;
  }

  static from(error: unknown): PlainFault {
    if (error instanceof EngineFault) return { code: error.code, params: error.params };
    const reason = error instanceof Error ? error.message : String(error);
    return { code: 'internal', params: { reason } };
  }
}
