/** QemuHypervisor without QEMU: faults of its program and its sockets. */
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { VmSpec } from '../../../src-main/hypervisor/hypervisor.ts';
import { QemuHypervisor } from '../../../src-main/hypervisor/qemu/qemuHypervisor.ts';
import { POWER_DOWN_WAIT_MS } from '../../../src-main/hypervisor/qemu/qemuMachine.ts';
import { accept, acceptRunning, FakeQmpServer } from './fakeQmpServer.ts';

/** Longer than each wait between two tries to connect. */
const LONGEST_WAIT_MS = 2_000;

describe('QemuHypervisor', () => {
  let base: string;
  let runDir: string;
  let hypervisor: QemuHypervisor;
  let server: FakeQmpServer | null;

  beforeEach(() => {
    base = mkdtempSync(join(tmpdir(), 'pc-hv-'));
    runDir = join(base, 'run');
    hypervisor = new QemuHypervisor({ dataDir: base });
    server = null;
  });
  afterEach(async () => {
    await hypervisor.close();
    await server?.close();
    rmSync(base, { recursive: true });
  });

  const spec = (command: string | null, networkId: string | null = 'net'): VmSpec => ({
    ...{ id: 'v1', name: 'one', command },
    cards: [
      {
        ...{ n: 1, mac: '00-03-FF-00-00-01', model: 'virtio' },
        ...{ plugged: networkId !== null, networkId, attachment: { kind: 'qemuStream' as const } },
      },
    ],
  });
  const isRunning = (): Promise<void> =>
    vi.waitFor(() => expect(hypervisor.report('v1').state).toBe('running'));

  it.each([
    ['commandMissing', null],
    ['commandMissing', '   '],
    ['commandCharacter', 'qemu | tee'],
    ['hypervisorMissing', 'no-such-hypervisor -m 64'],
    ['hypervisorNotExecutable', '/etc -m 64'],
  ])('refuses a start: %s', async (code, command) => {
    await expect(hypervisor.start(spec(command))).rejects.toMatchObject({ code });
    expect(hypervisor.report('v1').state).toBe('stopped');
  });

  it('reports the last 2 KiB of a program’s output', async () => {
    const program = join(base, 'talker');
    writeFileSync(program, '#!/bin/sh\nseq 1 5000\necho "$1: no" >&2\nexit 3\n');
    chmodSync(program, 0o755);
    const error = await hypervisor.start(spec(`${program} 'a disk'`)).catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 'hypervisorExited', params: { status: '3' } });
    const { output } = (error as { params: { output: string } }).params;
    expect(output).toMatch(/5000\na disk: no$/);
    expect(output.length).toBeLessThanOrEqual(2048);
    expect(hypervisor.report('v1').problem).toMatchObject({ code: 'hypervisorExited' });
  });

  it('of two starts at once one is refused', async () => {
    const starts = await Promise.allSettled([
      hypervisor.start(spec('false')),
      hypervisor.start(spec('false')),
    ]);
    const codes = starts.map((start) => (start as { reason: { code: string } }).reason.code);
    expect(codes.sort()).toEqual(['hypervisorExitedSilently', 'vmAlreadyRunning']);
  });

  it('R51 finds a guest when its socket appears, and sends the state of its cables', async () => {
    hypervisor.apply([spec(null)]);
    server = await FakeQmpServer.listen(join(runDir, 'v1.qmp'), acceptRunning);
    await isRunning();
    await vi.waitFor(() => expect(hypervisor.report('v1').carrier).toEqual([1]));
    hypervisor.apply([spec(null, null)]);
    await vi.waitFor(() => expect(hypervisor.report('v1').carrier).toEqual([]));
    const links = server.received.filter(({ execute }) => execute === 'set_link');
    expect(links.map((link) => link.arguments)).toEqual([
      { name: 'pccard1', up: true },
      { name: 'pccard1', up: false },
    ]);
  });

  it('a guest that does not power down in time is reported until it has', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'], shouldAdvanceTime: true });
    onTestFinished(() => void vi.useRealTimers());
    hypervisor.apply([spec(null)]);
    server = await FakeQmpServer.listen(join(runDir, 'v1.qmp'), acceptRunning);
    await isRunning();
    await hypervisor.stop('v1', false);
    await vi.advanceTimersByTimeAsync(POWER_DOWN_WAIT_MS - 1000);
    expect(hypervisor.report('v1').problem).toBeNull();
    await vi.advanceTimersByTimeAsync(1000);
    expect(hypervisor.report('v1')).toMatchObject({
      state: 'running',
      problem: { code: 'powerDownIgnored' },
    });
    await server.close();
    server = null;
    await vi.waitFor(() =>
      expect(hypervisor.report('v1')).toMatchObject({ state: 'stopped', problem: null }),
    );
  });

  it('a pause is seen', async () => {
    let status = 'running';
    hypervisor.apply([spec(null)]);
    server = await FakeQmpServer.listen(join(runDir, 'v1.qmp'), (command) =>
      accept(command, { status }),
    );
    await isRunning();
    status = 'paused';
    server.send('{"event":"STOP"}\n');
    await vi.waitFor(() => expect(hypervisor.report('v1').state).toBe('paused'));
  });

  it('a lost connection is opened again, and the cables are sent again', async () => {
    hypervisor.apply([spec(null)]);
    server = await FakeQmpServer.listen(join(runDir, 'v1.qmp'), acceptRunning);
    await isRunning();
    server.send('garbage\n');
    await vi.waitFor(() => expect(server!.sockets).toHaveLength(2));
    await isRunning();
    await vi.waitFor(() => expect(hypervisor.report('v1').carrier).toEqual([1]));
  });

  it('a peer that breaks every connection is not tried without end', async () => {
    let tries = 0;
    mkdirSync(runDir);
    const rude = createServer((socket) => {
      tries += 1;
      socket.end('no QMP\n');
      socket.on('error', () => undefined);
    });
    const path = join(runDir, 'v1.qmp');
    await new Promise<void>((resolve) => rude.listen(path, resolve));
    const visit = (): Promise<unknown> => once(connect(path).resume(), 'close');
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    hypervisor.apply([spec(null)]);
    await vi.waitFor(() => {
      vi.advanceTimersByTime(LONGEST_WAIT_MS);
      expect(tries).toBe(8);
    });
    // Connections are accepted in order, so a ninth try would come between these two.
    await visit();
    vi.advanceTimersByTime(10 * LONGEST_WAIT_MS);
    await visit();
    expect(tries).toBe(8 + 2);
    expect(hypervisor.report('v1').state).toBe('stopped');
    await new Promise((resolve) => rude.close(resolve));
  });

  it('a VM that is removed is let go', async () => {
    hypervisor.apply([spec(null)]);
    server = await FakeQmpServer.listen(join(runDir, 'v1.qmp'), acceptRunning);
    await isRunning();
    const closed = new Promise((resolve) => server!.sockets[0]!.once('close', resolve));
    hypervisor.apply([]);
    await closed;
    expect(hypervisor.report('v1')).toEqual({ state: 'stopped', carrier: [], problem: null });
    expect(server.received.some(({ execute }) => execute === 'quit')).toBe(false);
  });
});
