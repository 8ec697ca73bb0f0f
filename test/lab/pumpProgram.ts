/**
 * Started by framePump.lab.test.ts in a network namespace with `left` and `right`, the ends of a
 * cable:
 *   terminate N   terminates workers that read a flood, N times
 *   lost DEVICE   prints why the pump on that device ended
 *   full          prints how many frames a socket accepted until it was full, and after that
 */
import { once } from 'node:events';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { FramePump, type PumpEvents } from '../../native/lib/framePump.ts';
import { openPacketSocket, openTap } from '../../native/lib/privilege.ts';
import { ALL_FRAMES, FrameBatch } from '../../src-main/engine/link/frameBatch.ts';
import { emitEthernet } from '../../src-main/engine/wire/ethernet.ts';

const FRAME_LENGTH = 1000;
const ignore = (): void => undefined;
const quiet: PumpEvents = { frames: ignore, writable: ignore, lost: ignore };

function packetPump(nic: string, events: Partial<PumpEvents>): FramePump {
  const { fd } = openPacketSocket(nic);
  return new FramePump(fd, 'packet', new FrameBatch(4 << 20), { ...quiet, ...events });
}

function fullBatch(): FrameBatch {
  const batch = new FrameBatch();
  for (let at = batch.reserve(FRAME_LENGTH); at >= 0; at = batch.reserve(FRAME_LENGTH)) {
    emitEthernet(batch.view, at, 0xffff_ffff_ffff, 0x0200_0000_0001, 0x88b5);
    batch.commit(FRAME_LENGTH);
  }
  return batch;
}

async function terminateInFlood(rounds: number): Promise<void> {
  const writer = packetPump('left', {});
  const batch = fullBatch();
  const flood = setInterval(() => writer.write(batch, ALL_FRAMES, 0, batch.count), 1);
  let heard = 0;
  for (let i = 0; i < rounds; i += 1) {
    const worker = new Worker(new URL(import.meta.url), { workerData: 'read', argv: ['read'] });
    worker.on('message', (count: number) => (heard += count));
    await once(worker, 'message');
    await new Promise((resolve) => setTimeout(resolve, i % 7));
    await worker.terminate();
  }
  clearInterval(flood);
  writer.close();
  console.log(JSON.stringify({ rounds, heard: heard > 0 }));
}

function tellWhenLost(device: string): void {
  const lost = (errno: string): void => {
    console.log(errno);
    pump.close();
  };
  const events = { ...quiet, lost };
  const pump: FramePump = device.startsWith('pc')
    ? new FramePump(openTap({ name: device, mac: null }).fd, 'tap', new FrameBatch(), events)
    : packetPump(device, events);
  console.log('open');
}

/** A qdisc that limits the NIC to 8 kbit/s, so that the socket's buffer fills. */
async function fill(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const pump = packetPump('left', { writable: () => resolve(undefined) });
  const batch = fullBatch();
  let done = batch.count;
  let before = 0;
  while (done === batch.count && before < 1e6) {
    done = pump.write(batch, ALL_FRAMES, 0, batch.count);
    before += done - pump.refused;
  }
  console.log(JSON.stringify({ done, count: batch.count }));
  pump.watchWritable(true);
  await promise;
  pump.watchWritable(false);
  console.log(JSON.stringify({ after: pump.write(batch, ALL_FRAMES, done, batch.count) - done }));
  pump.close();
}

const [mode, word = ''] = process.argv.slice(2);
if (!isMainThread && workerData === 'read')
  packetPump('right', { frames: (count) => parentPort?.postMessage(count) });
else if (mode === 'terminate') await terminateInFlood(Number(word));
else if (mode === 'lost') tellWhenLost(word);
else await fill();
