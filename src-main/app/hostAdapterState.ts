import type { Problem } from '../contract/errors.ts';

/** Whether Host adapter is available, by the last check. */
export class HostAdapterState {
  readonly #find: () => Promise<Problem | null>;
  #problem: Problem | null = null;

  constructor(find: () => Promise<Problem | null>) {
    this.#find = find;
  }

  /** Why it is not available; null: it is. */
  get problem(): Problem | null {
    return this.#problem;
  }

  async check(): Promise<void> {
    this.#problem = await this.#find();
  }
}
