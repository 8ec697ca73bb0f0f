/**
 * How many flows one switch port has, and which of them are in TIME-WAIT, oldest first: these make
 * room for new flows.
 */
export interface Waiting<F> {
  olderWaiting: F | null;
  newerWaiting: F | null;
}

export class PortFlows<F extends Waiting<F>> {
  /** All flows that hold resources, including those whose stream still sends. */
  count = 0;
  #oldest: F | null = null;
  #newest: F | null = null;

  get oldestWaiting(): F | null {
    return this.#oldest;
  }

  wait(flow: F): void {
    flow.olderWaiting = this.#newest;
    if (this.#newest === null) this.#oldest = flow;
    else this.#newest.newerWaiting = flow;
    this.#newest = flow;
  }

  /** Does nothing for a flow that does not wait. */
  stopWaiting(flow: F): void {
    const { olderWaiting, newerWaiting } = flow;
    if (olderWaiting !== null) olderWaiting.newerWaiting = newerWaiting;
    else if (this.#oldest === flow) this.#oldest = newerWaiting;
    if (newerWaiting !== null) newerWaiting.olderWaiting = olderWaiting;
    else if (this.#newest === flow) this.#newest = olderWaiting;
    flow.olderWaiting = null;
    flow.newerWaiting = null;
  }
}
