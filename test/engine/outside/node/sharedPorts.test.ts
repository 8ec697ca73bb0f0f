import { expect, it } from 'vitest';
import { SharedPorts } from '../../../../src-main/engine/outside/node/sharedPorts.ts';

it('a port is in use until its last socket is closed', () => {
  const ports = new SharedPorts();
  ports.add(7);
  ports.add(7);
  ports.remove(7);
  expect([ports.has(7), ports.has(8)]).toEqual([true, false]);
  ports.remove(7);
  expect(ports.has(7)).toBe(false);
});
