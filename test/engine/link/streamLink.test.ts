import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src-main/engine/clock.ts';
import type { FrameBatch } from '../../../src-main/engine/link/frameBatch.ts';
import { QUEUE_OCTETS } from '../../../src-main/engine/link/frameQueue.ts';
import { StreamLink } from '../../../src-main/engine/link/streamLink.ts';
import { Drop } from '../../../src-main/engine/wire/drop.ts';
import { batchOf, frame, RecordingSink } from '../../scenario/fakeLink.ts';
import { ManualClock } from '../../scenario/manualClock.ts';
import { QemuStandIn } from '../../lab/qemuStandIn.ts';
import { until } from '../../lab/until.ts';

const A = 0x0003_ff00_000a;
const B = 0x0003_ff00_000b;

let directory: string;
let path: string;
let link: StreamLink;
let sink: RecordingSink;
let qemu: QemuStandIn | null;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'patchcord-'));
  path = join(directory, 'vm.sock');
  link = new StreamLink(path, systemClock);
  sink = new RecordingSink();
  qemu = null;
});

afterEach(async () => {
  link.close();
  await qemu?.close();
  await rm(directory, { recursive: true, force: true });
});

const attached = (): Promise<void> => until(() => link.state === 'attached', 'attached');
const detached = (): Promise<void> => until(() => link.state === 'detached', 'detached');

/** The link's attempt has failed by then: it was made before this one, and they are answered in order. */
async function attemptFails(): Promise<void> {
  await once(connect(path), 'error').catch(() => undefined);
  await turn();
}

function transmit(batch: FrameBatch): void {
  const selection = Uint16Array.from({ length: batch.count }, (_, i) => i);
  link.transmit(batch, selection, batch.count);
}

describe('stream link (R51)', () => {
  it('carries frames both ways, unchanged', async () => {
    qemu = await QemuStandIn.listen(path);
    link.open(sink);
    await attached();
    const frames = [frame(A, B, 60, 1), frame(A, B, 1514, 2), frame(A, B, 65_549, 3)];
    transmit(batchOf(frames));
    await until(() => qemu!.frames.length === 3, 'frames sent');
    expect(qemu.frames).toEqual(frames);
    qemu.send(...frames);
    await until(() => sink.frames.length === 3, 'frames received');
    expect(sink.frames).toEqual(frames);
  });

  it('attaches when the socket appears later', async () => {
    link.open(sink);
    await attemptFails();
    expect(sink.states).toEqual([]);
    qemu = await QemuStandIn.listen(path);
    await attached();
  });

  it('attaches when even the directory appears later', async () => {
    path = join(directory, 'run', 'vm', 'net.sock');
    link = new StreamLink(path, systemClock);
    link.open(sink);
    await attemptFails();
    await mkdir(join(directory, 'run', 'vm'), { recursive: true });
    await attemptFails();
    qemu = await QemuStandIn.listen(path);
    await attached();
  });

  it('attaches to a guest that is started again over a stale socket file', async () => {
    // A killed QEMU leaves its socket file behind.
    const bind = `require('net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`;
    spawnSync(process.execPath, ['-e', bind]);
    link.open(sink);
    await attemptFails();
    expect(link.state).toBe('detached');
    await rm(path);
    qemu = await QemuStandIn.listen(path);
    await attached();
  });

  it('waits without a timer while no socket is there', async () => {
    const clock = new ManualClock();
    link = new StreamLink(path, clock);
    link.open(sink);
    await attemptFails();
    expect(clock.armed).toBe(0);
  });

  it('attaches again within a second when the guest goes and comes back', async () => {
    qemu = await QemuStandIn.listen(path);
    link.open(sink);
    for (let round = 1; round <= 3; round += 1) {
      await attached();
      transmit(batchOf([frame(A, B, 60, round)]));
      await until(() => qemu!.frames.length === 1, 'frame');
      await qemu.close();
      await detached();
      qemu = await QemuStandIn.listen(path);
      const sinceMs = performance.now();
      await attached();
      expect(performance.now() - sinceMs).toBeLessThan(1000);
    }
    expect(sink.states.slice(0, 4)).toEqual(['attached', 'detached', 'attached', 'detached']);
  });

  it('begins each connection with a frame, and continues none from the last', async () => {
    qemu = await QemuStandIn.listen(path);
    link.open(sink);
    await attached();
    qemu.send(frame(A, B, 60, 1));
    qemu.socket.end(Buffer.from([0, 0, 0, 60, 1, 2, 3]));
    await until(() => sink.states.length >= 3, 'attached again');
    await until(() => qemu!.connections.length === 2, 'accepted');
    qemu.send(frame(A, B, 60, 2));
    transmit(batchOf([frame(B, A, 60, 3)]));
    await until(() => sink.frames.length === 2, 'frames');
    expect(sink.frames).toEqual([frame(A, B, 60, 1), frame(A, B, 60, 2)]);
    await until(() => qemu!.frames.length === 1, 'frame');
    expect(qemu.frames).toEqual([frame(B, A, 60, 3)]);
  });

  it('ends a connection with a hostile length, counts it, and dials again, ever more slowly', async () => {
    const clock = new ManualClock();
    link = new StreamLink(path, clock);
    qemu = await QemuStandIn.listen(path);
    link.open(sink);
    await attached();
    qemu.send(frame(A, B));
    for (const [round, waitMs] of [10, 20, 40, 80, 160, 320, 500, 500].entries()) {
      await until(() => qemu!.connections.length === round + 1, 'accepted');
      qemu.socket.write(Buffer.alloc(4, 0xff));
      await detached();
      clock.advance(waitMs - 1);
      expect(clock.armed, `${waitMs} ms`).toBe(1);
      clock.advance(1);
      await attached();
    }
    expect(sink.frames).toHaveLength(1);
    expect(sink.drops).toEqual({ [`fromGuest ${Drop.oversized}`]: 8 });
  });

  it('drops and counts what a slow reader leaves no room for, and says when it has drained', async () => {
    qemu = await QemuStandIn.listen(path, { reading: false });
    link.open(sink);
    await attached();
    const batch = batchOf(Array.from({ length: 690 }, (_, i) => frame(A, B, 1514, i % 251)));
    let sent = 0;
    while ((sink.drops[`toGuest ${Drop.queueFull}`] ?? 0) === 0) {
      transmit(batch);
      sent += batch.count;
      await turn();
      expect(sent).toBeLessThan(20_000);
    }
    for (let i = 0; i < 50; i += 1) transmit(batch);
    sent += 50 * batch.count;
    expect(link.congested).toBe(true);
    expect(sink.drains).toBe(0);
    qemu.startReading();
    await until(() => sink.drains === 1, 'drained');
    expect(link.congested).toBe(false);
    const lost = sink.drops[`toGuest ${Drop.queueFull}`]!;
    await until(() => qemu!.frames.length === sent - lost, 'all the rest');
    // At most two slabs and the kernel's socket buffer were kept.
    expect((sent - lost) * 1518).toBeLessThan(2 * QUEUE_OCTETS + 1024 * 1024);
    expect(qemu.frames.every((octets) => octets.length === 1514)).toBe(true);
  });

  it('counts queued frames as lost and lets senders go on when the guest goes', async () => {
    qemu = await QemuStandIn.listen(path, { reading: false });
    link.open(sink);
    await attached();
    const batch = batchOf(Array.from({ length: 690 }, () => frame(A, B, 1514)));
    while (!link.congested) transmit(batch);
    await qemu.close();
    await detached();
    expect(sink.drops[`toGuest ${Drop.detached}`]).toBeGreaterThan(0);
    expect(sink.drains).toBe(1);
    transmit(batchOf([frame(A, B)]));
    expect(link.congested).toBe(false);
  });
});
