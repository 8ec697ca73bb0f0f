import { expect, it } from 'vitest';
import { PortFlows, type Waiting } from '../../../../src-main/engine/nat/tcp/portFlows.ts';

class Flow implements Waiting<Flow> {
  olderWaiting: Flow | null = null;
  newerWaiting: Flow | null = null;
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** Flows a, b and c in TIME-WAIT, the oldest first. */
function waiting(): { port: PortFlows<Flow>; flows: Flow[] } {
  const port = new PortFlows<Flow>();
  const flows = ['a', 'b', 'c'].map((name) => new Flow(name));
  for (const flow of flows) port.wait(flow);
  return { port, flows };
}

/** Names of the flows that make room, one after the other. */
function oldestFirst(port: PortFlows<Flow>): string {
  let names = '';
  for (let flow = port.oldestWaiting; flow !== null; flow = port.oldestWaiting) {
    names += flow.name;
    port.stopWaiting(flow);
  }
  return names;
}

it('the flow that has waited longest makes room first', () => {
  const { port } = waiting();
  expect(oldestFirst(port)).toBe('abc');
  expect(port.oldestWaiting).toBeNull();
});

it.each([
  [0, 'bcd'],
  [1, 'acd'],
  [2, 'abd'],
])('flow %i may end by itself; the others keep their order', (index, expected) => {
  const { port, flows } = waiting();
  port.stopWaiting(flows[index]!);
  port.wait(new Flow('d'));
  expect(oldestFirst(port)).toBe(expected);
});

it('a flow that does not wait changes nothing', () => {
  const { port, flows } = waiting();
  port.stopWaiting(new Flow('d'));
  port.stopWaiting(flows[1]!);
  port.stopWaiting(flows[1]!);
  expect(oldestFirst(port)).toBe('ac');
});
