/**
 * Started in a network namespace by pingSocket.lab.test.ts. `ping` runs one worker and reads pings as
 * lines of JSON; `terminate` starts workers and terminates them during a flood.
 */
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Worker } from 'node:worker_threads';
import type { PingWorkerData } from './pingWorker.ts';

const [mode = '', rounds = '0', ...flood] = process.argv.slice(2);

function start(data: PingWorkerData): Worker {
  return new Worker(new URL('./pingWorker.ts', import.meta.url), { workerData: data });
}

async function terminateInFlood(): Promise<void> {
  let heard = 0;
  for (let i = 0; i < Number(rounds); i++) {
    const worker = start({ flood: flood.map(Number) });
    const [first] = (await once(worker, 'message')) as [unknown[]];
    if (first[0] !== 'open') throw new Error(JSON.stringify(first));
    worker.on('message', () => (heard += 1));
    // Before the first reply, or some time after it.
    if (i % 5 > 0) await once(worker, 'message');
    await new Promise((resolve) => setTimeout(resolve, (i % 5) * 4));
    await worker.terminate();
  }
  console.log(JSON.stringify({ rounds: Number(rounds), heard }));
}

if (mode === 'terminate') await terminateInFlood();
else {
  const worker = start({ flood: [] });
  const started = once(worker, 'message');
  worker.on('message', (what) => console.log(JSON.stringify(what)));
  for await (const line of createInterface({ input: process.stdin })) {
    const ping = JSON.parse(line) as { length: number; destination: number };
    const payload = Uint8Array.from({ length: ping.length }, (_, i) => i * 5);
    worker.postMessage({ ...ping, payload });
  }
  await started;
  await worker.terminate();
}
