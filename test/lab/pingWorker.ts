/** Runs in a worker: sends pings with the native module, and reports the replies. */
import { parentPort, workerData } from 'node:worker_threads';
import { PingSocket } from '../../native/lib/pingSocket.ts';
import { ipv4ToIp } from '../../src-main/address/ip.ts';
import type { EchoEvents } from '../../src-main/engine/outside/echo.ts';
import { openNodeEcho } from '../../src-main/engine/outside/node/nodeEcho.ts';

/** `flood`: destinations to ping endlessly. Otherwise one `ping` per message. */
export interface PingWorkerData {
  readonly flood: readonly number[];
}

export interface Ping {
  readonly destination: number;
  readonly sequence: number;
  readonly payload: Uint8Array;
  readonly hopLimit: number;
}

const say = (...what: unknown[]) => parentPort!.postMessage(what);
const events: EchoEvents = {
  reply: (source, sequence, payload) =>
    say('reply', source.ipv4, sequence, Buffer.from(payload).toString('hex')),
  failed: ({ errno, offender, type, code, mtu }, sequence) =>
    sequence === null
      ? say('failed', errno)
      : say('error', offender?.ipv4 ?? 0, type ?? errno, code ?? 0, sequence, mtu),
};
const echo = openNodeEcho(events);
if (!echo) {
  let errno = 'no native module';
  try {
    PingSocket.open({} as never)?.close();
  } catch (error) {
    errno = String((error as { errno?: string }).errno);
  }
  say('refused', errno);
} else {
  say('open');
  parentPort!.on('message', ({ destination, sequence, payload, hopLimit }: Ping) =>
    echo.send(ipv4ToIp(destination), sequence, payload, hopLimit),
  );
  const { flood } = workerData as PingWorkerData;
  let sequence = 0;
  const round = (): void => {
    for (const destination of flood)
      for (let i = 0; i < 32; i++)
        echo.send(
          ipv4ToIp(destination),
          (sequence = (sequence + 1) & 0xffff),
          new Uint8Array(56),
          64,
        );
    // The termination can also interrupt opening and closing.
    for (let i = 0; i < 8; i++) openNodeEcho(events)?.close();
    setImmediate(round);
  };
  if (flood.length > 0) round();
}
