import fc from 'fast-check';
import { expect, it } from 'vitest';
import { OctetQueue } from '../../../../src-main/engine/gateway/dns/octetQueue.ts';

it('holds what was pushed and not discarded, from any offset', () => {
  const step = fc.record({ push: fc.uint8Array({ maxLength: 40 }), drop: fc.nat(50) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), fc.nat(60), (steps, from) => {
      const queue = new OctetQueue();
      let expected = Buffer.alloc(0);
      for (const { push, drop } of steps) {
        if (push.length > 0) queue.push(Buffer.from(push));
        expected = Buffer.concat([expected, push]);
        const dropped = Math.min(drop, expected.length);
        queue.discard(dropped);
        expected = expected.subarray(dropped);
        const offset = Math.min(from, expected.length);
        const rest = Buffer.alloc(expected.length - offset);
        queue.peek(offset, rest.length, rest, 0);
        expect(queue.length).toBe(expected.length);
        expect(rest.equals(expected.subarray(offset))).toBe(true);
      }
    }),
  );
});
