/**
 * Flows in the order in which they are served. The links are in the flows, so queueing allocates
 * nothing, and a flow is in at most one queue.
 */
export interface Queued<F> {
  queued: boolean;
  nextQueued: F | null;
}

export class FlowQueue<F extends Queued<F>> {
  #first: F | null = null;
  #last: F | null = null;

  /** Does nothing for a flow that is in a queue. */
  push(flow: F): void {
    if (flow.queued) return;
    flow.queued = true;
    flow.nextQueued = null;
    if (this.#last === null) this.#first = flow;
    else this.#last.nextQueued = flow;
    this.#last = flow;
  }

  shift(): F | null {
    const flow = this.#first;
    if (flow === null) return null;
    this.#first = flow.nextQueued;
    if (this.#first === null) this.#last = null;
    flow.queued = false;
    flow.nextQueued = null;
    return flow;
  }
}
