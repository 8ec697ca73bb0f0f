import { expect, it } from 'vitest';
import { RetransmissionTimeout } from '../../../../src-main/engine/nat/tcp/retransmission.ts';

it('is one second at first, and RFC 6298 §2 with the first sample', () => {
  const timeout = new RetransmissionTimeout();
  expect(timeout.timeoutMs).toBe(1000);
  timeout.sample(400);
  expect(timeout.timeoutMs).toBe(400 + 4 * 200);
  timeout.sample(400);
  expect(timeout.timeoutMs).toBe(400 + 4 * 150);
});

it('is never below what a delayed acknowledgment takes, nor above a minute', () => {
  const timeout = new RetransmissionTimeout();
  timeout.sample(0.05);
  expect(timeout.timeoutMs).toBe(300);
  for (let i = 0; i < 20; i += 1) timeout.backOff();
  expect(timeout.timeoutMs).toBe(60_000);
  timeout.progress();
  expect(timeout.timeoutMs).toBe(300);
});
