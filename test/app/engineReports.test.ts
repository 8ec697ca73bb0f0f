import { expect, test } from 'vitest';
import { EngineReports } from '../../src-main/app/engineReports.ts';
import type { EngineSnapshot, PortSnapshot } from '../../src-main/engine/engineConfig.ts';

const none: EngineSnapshot = { timeMs: 0, ports: [], forwards: [], uplinks: [], hostPorts: [] };
const uplink = { networkId: 'net-1', attached: true, problem: null };
const counters = (frames: number) => ({ frames, octets: 64 * frames, drops: {} });
const port = (frames: number, attached = true): PortSnapshot => ({
  ...{ id: 'vm-1/1', attached, problem: null, addresses: [] },
  ...{ fromGuest: counters(frames), toGuest: counters(0) },
});

test('counters that grow change nothing that the panel shows', () => {
  const reports = new EngineReports();
  expect(reports.takeSnapshot({ ...none, ports: [port(1)] }).shown).toBe(true);
  expect(reports.takeSnapshot({ ...none, timeMs: 250, ports: [port(2)] }).shown).toBe(false);
  expect(reports.takeSnapshot({ ...none, ports: [port(2, false)] }).shown).toBe(true);
});

test('a NIC that is attached or detached changes the cables of guests', () => {
  const reports = new EngineReports();
  expect(reports.takeSnapshot(none).uplinks).toBe(false);
  expect(reports.takeSnapshot({ ...none, uplinks: [uplink] } as never).uplinks).toBe(true);
  expect(reports.takeSnapshot({ ...none, uplinks: [{ ...uplink }] } as never).uplinks).toBe(false);
});

test('a snapshot does not outlive the engine that sent it, and the next one is shown', () => {
  const reports = new EngineReports();
  expect(reports.state).toEqual({ state: 'starting', restarts: 0 });
  reports.takeState('running', 0);
  reports.takeSnapshot(none);
  expect(reports.snapshot).toBe(none);
  reports.takeState('restarting', 1);
  expect([reports.state, reports.snapshot]).toEqual([{ state: 'restarting', restarts: 1 }, null]);
  expect(reports.takeSnapshot(none).shown).toBe(true);
});
