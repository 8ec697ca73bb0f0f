import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LineBridge, type Line } from '../../../src-renderer/bridge/bridge.ts';
import { preloadLine } from '../../../src-renderer/bridge/preloadLine.ts';

/** A line that the test opens, closes and reads. */
class HeldLine implements Line {
  readonly sent: unknown[] = [];
  opened: () => void = () => undefined;
  closed: (() => void)[] = [];
  arrived: (message: unknown) => void = () => undefined;
  send(message: unknown): void {
    this.sent.push(message);
  }
  onOpen(listener: () => void): void {
    this.opened = listener;
  }
  onClose(listener: () => void): void {
    this.closed.push(listener);
  }
  onMessage(listener: (message: unknown) => void): void {
    this.arrived = listener;
  }
  close(): void {
    for (const listener of this.closed) listener();
  }
}

let lines: HeldLine[];
const openLine = (): Line => {
  const line = new HeldLine();
  lines.push(line);
  return line;
};

beforeEach(() => {
  vi.useFakeTimers();
  lines = [];
});
afterEach(() => vi.useRealTimers());

describe('the bridge', () => {
  it('answers calls over the line, and refuses them while there is none', async () => {
    const bridge = new LineBridge(openLine).start();
    await expect(bridge.call('mac.suggest', {})).rejects.toMatchObject({ code: 'connectionLost' });
    lines[0]!.opened();
    const mac = bridge.call('mac.suggest', {});
    expect(lines[0]!.sent).toEqual([{ id: 1, call: 'mac.suggest', args: {} }]);
    lines[0]!.arrived({ id: 1, result: '00-03-FF-00-00-01' });
    await expect(mac).resolves.toBe('00-03-FF-00-00-01');
  });

  it('tries again with growing pauses, up to a limit', () => {
    const bridge = new LineBridge(openLine).start();
    const pauses: number[] = [];
    for (let attempt = 0; attempt < 7; attempt++) {
      const before = Date.now();
      lines.at(-1)!.close();
      expect(bridge.state.value).toBe('lost');
      vi.advanceTimersToNextTimer();
      pauses.push(Date.now() - before);
    }
    expect(pauses).toEqual([250, 500, 1_000, 2_000, 4_000, 5_000, 5_000]);
  });

  it('fails what was under way, and carries subscriptions over to the next line', async () => {
    const bridge = new LineBridge(openLine).start();
    const heard: unknown[] = [];
    const end = bridge.subscribe('panel', (panel) => heard.push(panel));
    lines[0]!.opened();
    const call = bridge.call('mac.suggest', {});
    lines[0]!.close();
    await expect(call).rejects.toMatchObject({ code: 'connectionLost' });
    vi.advanceTimersToNextTimer();
    lines[1]!.opened();
    expect(bridge.state.value).toBe('connected');
    lines[1]!.arrived({ event: 'panel', data: 'first' });
    end();
    lines[1]!.arrived({ event: 'panel', data: 'second' });
    expect(heard).toEqual(['first']);
  });
});

it('the line over the preload sends plain data, and is open at once', () => {
  const send = vi.fn();
  const line = preloadLine({ send, onMessage: () => undefined });
  const opened = vi.fn();
  line.onOpen(opened);
  expect(opened).toHaveBeenCalledOnce();
  line.send({ args: new Proxy({ n: 1 }, {}) });
  expect(() => structuredClone(send.mock.calls[0])).not.toThrow();
});
