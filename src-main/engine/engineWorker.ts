/**
 * The engine's thread: the edge where the clock is the system's and the seed is random.
 * Read first: engine.ts, engineMessage.ts. The other end is engineClient.ts.
 */
import { randomInt } from 'node:crypto';
import { parentPort } from 'node:worker_threads';
import * as privileges from '../../native/lib/privilege.ts';
import { systemClock } from './clock.ts';
import { Engine } from './engine.ts';
import { EngineFault } from './engineFault.ts';
import type { EngineCall, EngineReply, EngineRequest } from './engineMessage.ts';
import { createLink } from './link/kinds.ts';
import { MonitoredDevices } from './link/hostDevices.ts';
import { createStages } from './switch/stages/stageTable.ts';
import { createNetworkParts } from './createNetworkParts.ts';
import { UncaughtErrors } from './uncaughtErrors.ts';

const parent = parentPort;
if (parent === null) throw new Error('engineWorker.ts runs as a worker thread of engineClient.ts');

const host = { devices: new MonitoredDevices(), privileges };
const engine = new Engine({
  clock: systemClock,
  parts: {
    ...createNetworkParts(host, systemClock),
    createLink: (config, clock) => createLink(config, clock, host),
    createStages,
  },
  seed: randomInt(2 ** 32),
  onSnapshot: (snapshot) => post({ kind: 'snapshot', snapshot }),
});

// Known errors end in their own handlers. What arrives here is a mistake in the engine, or a system
// call that fails where none is expected to.
const uncaught = new UncaughtErrors(
  () => systemClock.now(),
  ({ message, stack = message }) => post({ kind: 'uncaught', message, stack }),
  () => process.exit(1),
);
for (const event of ['uncaughtException', 'unhandledRejection'] as const)
  process.on(event, (error: unknown) => uncaught.take(error));

parent.on('message', ({ id, call }: EngineRequest) => {
  try {
    post({ kind: 'result', id, result: perform(call) });
  } catch (error) {
    post({ kind: 'fault', id, fault: EngineFault.from(error) });
  }
});

function post(reply: EngineReply): void {
  parent?.postMessage(reply);
}

function perform(call: EngineCall): unknown {
  switch (call.kind) {
    case 'apply':
      engine.apply(call.config);
      return null;
    case 'query':
      return engine.query(call.query.name, call.query.args);
    case 'close':
      engine.close();
      parent?.close();
      return null;
  }
}
