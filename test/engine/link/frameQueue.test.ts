import { describe, expect, it } from 'vitest';
import { FrameQueue, QUEUE_OCTETS } from '../../../src-main/engine/link/frameQueue.ts';
import type { FrameBatch } from '../../../src-main/engine/link/frameBatch.ts';
import { BATCH_FRAMES } from '../../../src-main/engine/link/frameBatch.ts';
import { batchOf } from '../../scenario/fakeLink.ts';

const full = batchOf(Array.from({ length: 690 }, () => Buffer.alloc(1514, 1)));

function putAll(queue: FrameQueue, batch: FrameBatch): number {
  let fitted = 0;
  for (let i = 0; i < batch.count; i += 1) if (queue.put(batch, i)) fitted += 1;
  return fitted;
}

describe('frame queue', () => {
  it('puts a length before each frame and keeps their order', () => {
    const queue = new FrameQueue();
    putAll(queue, batchOf([Buffer.from('one'), Buffer.from('three')]));
    expect(queue.take()).toEqual(Buffer.from('\0\0\0\x03one\0\0\0\x05three'));
    expect(queue.take()).toBeNull();
  });

  it('leaves alone what was taken until it is released', () => {
    const queue = new FrameQueue();
    putAll(queue, batchOf([Buffer.from('one')]));
    const taken = queue.take()!;
    putAll(queue, batchOf([Buffer.from('two')]));
    expect(taken.subarray(4).toString()).toBe('one');
    queue.release();
    expect(queue.take()!.subarray(4).toString()).toBe('two');
  });

  it('takes a whole batch of any frames while it is not congested', () => {
    const queue = new FrameQueue();
    while (!queue.congested) expect(queue.put(full, 0)).toBe(true);
    expect(
      putAll(queue, batchOf(Array.from({ length: BATCH_FRAMES }, () => Buffer.alloc(1)))),
    ).toBe(BATCH_FRAMES);
    const other = new FrameQueue();
    while (!other.congested) other.put(full, 0);
    expect(putAll(other, full)).toBe(full.count);
  });

  it('is bounded, and congested between its two marks', () => {
    const queue = new FrameQueue();
    queue.put(full, 0);
    queue.take();
    while (putAll(queue, full) === full.count);
    expect(queue.octets).toBeLessThanOrEqual(2 * QUEUE_OCTETS);
    expect(queue.congested).toBe(true);
    expect(queue.release()).toBe(false);
    queue.take();
    expect(queue.release()).toBe(true);
    expect(queue.congested).toBe(false);
    expect(queue.octets).toBe(0);
  });

  it('says how many frames it gives up', () => {
    const queue = new FrameQueue();
    putAll(queue, batchOf([Buffer.from('one')]));
    queue.take();
    putAll(queue, batchOf([Buffer.from('two'), Buffer.from('three')]));
    expect(queue.clear()).toBe(3);
    expect(queue.take()).toBeNull();
  });
});
