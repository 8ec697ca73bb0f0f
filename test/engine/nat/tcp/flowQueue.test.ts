import { expect, it } from 'vitest';
import { FlowQueue, type Queued } from '../../../../src-main/engine/nat/tcp/flowQueue.ts';

class Flow implements Queued<Flow> {
  queued = false;
  nextQueued: Flow | null = null;
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

function flows(): [Flow, Flow, Flow] {
  return [new Flow('a'), new Flow('b'), new Flow('c')];
}

/** Names of everything in the queue, in order. */
function emptied(queue: FlowQueue<Flow>): string {
  let names = '';
  for (let flow = queue.shift(); flow !== null; flow = queue.shift()) names += flow.name;
  return names;
}

it('gives flows back in the order in which they came, each once', () => {
  const queue = new FlowQueue<Flow>();
  const [a, b, c] = flows();
  for (const flow of [a, b, a, c, a]) queue.push(flow);
  expect(emptied(queue)).toBe('abc');
  expect(queue.shift()).toBeNull();
});

it('a flow that was served goes to the end when it comes again', () => {
  const queue = new FlowQueue<Flow>();
  const [a, b, c] = flows();
  queue.push(a);
  queue.push(b);
  queue.push(queue.shift()!);
  queue.push(c);
  expect(emptied(queue)).toBe('bac');
});

it('takes flows again after it was empty', () => {
  const queue = new FlowQueue<Flow>();
  const [a, b] = flows();
  queue.push(a);
  emptied(queue);
  queue.push(b);
  queue.push(a);
  expect(emptied(queue)).toBe('ba');
});

it('does not take a flow that waits in another queue', () => {
  const [ready, congested] = [new FlowQueue<Flow>(), new FlowQueue<Flow>()];
  const [a, b] = flows();
  congested.push(a);
  ready.push(a);
  ready.push(b);
  expect([emptied(ready), emptied(congested)]).toEqual(['b', 'a']);
});
