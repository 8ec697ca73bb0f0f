/**
 * Only the engine, started in a network namespace. It reads configurations as lines of JSON. It
 * prints snapshots and, for `{"fdb":network}`, the forwarding database.
 */
import { createInterface } from 'node:readline';
import { EngineClient } from '../../src-main/engine/engineClient.ts';
import type { EngineConfig } from '../../src-main/engine/engineConfig.ts';

const engine = new EngineClient();
const print = (value: unknown): void => console.log(JSON.stringify(value));
engine.onSnapshot((snapshot) => print({ snapshot }));
engine.onState((state, restarts, cause) => print({ state, restarts, cause: cause?.stack }));
engine.start();
for await (const line of createInterface({ input: process.stdin })) {
  const { apply, fdb } = JSON.parse(line) as { apply?: EngineConfig; fdb?: string };
  if (apply) await engine.apply(apply);
  print(
    fdb === undefined ? { applied: true } : { fdb: await engine.query('fdb', { networkId: fdb }) },
  );
}
await engine.close();
