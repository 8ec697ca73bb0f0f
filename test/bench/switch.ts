/**
 * Frames that the switch forwards on one core: full batches between ports that do nothing. Run it by
 * hand: `npx node test/bench/switch.ts [frame length]`. Rows: one known station, 1,000 known stations
 * on one port, and a broadcast to eight ports.
 */
import { FrameBatch, BATCH_FRAMES } from '../../src-main/engine/link/frameBatch.ts';
import { Port } from '../../src-main/engine/switch/port.ts';
import { Switch } from '../../src-main/engine/switch/switch.ts';
import { FakeLink } from '../scenario/fakeLink.ts';

const length = Number(process.argv[2] ?? 64);
const SECONDS = 1;
const ROUNDS = 5;
const GUEST = 0x0003_ff00_0000;
const BROADCAST = 0xffff_ffff_ffff;
const COUNT = Math.min(BATCH_FRAMES, Math.floor((1 << 20) / length));

class SilentLink extends FakeLink {
  override transmit(): void {
    // Only the switch is measured.
  }
}

function plugged(fabric: Switch, id: string): Port {
  const port = new Port(id, new SilentLink(), () => undefined);
  fabric.plug(port);
  port.open();
  port.up = true;
  return port;
}

/** A full batch; the callback gives the source and destination of frame `i`. */
function batchOf(source: (i: number) => number, destination: (i: number) => number): FrameBatch {
  const batch = new FrameBatch();
  for (let i = 0; i < COUNT; i += 1) {
    const at = batch.reserve(length);
    for (const [offset, mac] of [
      [0, destination(i)],
      [6, source(i)],
    ] as const) {
      batch.view.setUint16(at + offset, Math.floor(mac / 2 ** 32));
      batch.view.setUint32(at + offset + 2, mac % 2 ** 32);
    }
    batch.view.setUint16(at + 12, 0x0800);
    batch.commit(length);
  }
  return batch;
}

function measure(what: string, ports: number, answer: FrameBatch, batch: FrameBatch): void {
  const fabric = new Switch(() => performance.now(), 0x1234_5678);
  const [from, to] = Array.from({ length: ports }, (_, i) => plugged(fabric, `port${i}`));
  to!.receive(answer);
  const rates: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    let frames = 0;
    const started = performance.now();
    while (performance.now() - started < SECONDS * 1000) {
      for (let k = 0; k < 64; k += 1) from!.receive(batch);
      frames += 64 * COUNT;
    }
    rates.push(frames / (performance.now() - started) / 1000);
  }
  const median = rates.sort((a, b) => a - b)[ROUNDS >> 1]!;
  if (to!.traffic.toGuest.frames === 0) throw new Error('nothing was forwarded');
  console.log(`${what}, ${length} octets: ${median.toFixed(2)} million frames/s`);
}

const one = (): number => GUEST;
const many = (i: number): number => GUEST + 1 + (i % 1000);
measure(
  'one station',
  2,
  batchOf(many, one),
  batchOf(one, () => GUEST + 1),
);
measure('1,000 stations', 2, batchOf(many, one), batchOf(one, many));
measure(
  'broadcast to 8',
  9,
  batchOf(many, one),
  batchOf(one, () => BROADCAST),
);
