import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EngineClient } from '../../src-main/engine/engineClient.ts';
import type { EngineConfig, EngineSnapshot } from '../../src-main/engine/engineConfig.ts';
import { MAC_BROADCAST } from '../../src-main/address/mac.ts';
import { frame } from '../scenario/fakeLink.ts';
import { ManualClock } from '../scenario/manualClock.ts';
import { QemuStandIn } from '../lab/qemuStandIn.ts';
import { until } from '../lab/until.ts';

const A = 0x0003_ff00_000a;

let directory: string;
let client: EngineClient;
let snapshots: EngineSnapshot[];
let states: string[];
let guests: QemuStandIn[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'patchcord-'));
  guests = [];
  use(new EngineClient());
});

afterEach(async () => {
  await client.close();
  for (const guest of guests) await guest.close();
  await rm(directory, { recursive: true, force: true });
});

function use(engineClient: EngineClient): void {
  client = engineClient;
  snapshots = [];
  states = [];
  client.onSnapshot((snapshot) => snapshots.push(snapshot));
  client.onState((state, restarts) => states.push(`${state} ${restarts}`));
}

/** Two guests on one internal network that nothing of ours answers on. */
async function twoGuests(): Promise<EngineConfig> {
  const paths = ['a', 'b'].map((name) => join(directory, name));
  for (const path of paths) guests.push(await QemuStandIn.listen(path));
  const ports = paths.map((path) => ({
    id: path,
    mac: A,
    networkId: 'n',
    link: { kind: 'qemuStream', path } as const,
    policy: {},
  }));
  return { networks: [{ id: 'n', gateway: null, nat: null, uplink: null, hostPort: null }], ports };
}

const bothAttached = (connections: number) =>
  until(() => guests.every((guest) => guest.connections.length === connections), 'attached');

describe('engine client', () => {
  it('runs the engine in its thread: frames pass, snapshots and answers come', async () => {
    client.start();
    await client.apply(await twoGuests());
    await bothAttached(1);
    await until(() => snapshots.some(({ ports }) => ports.every((p) => p.attached)), 'attached');
    guests[0]!.send(frame(MAC_BROADCAST, A, 60, 1));
    await until(() => guests[1]!.frames.length === 1, 'frame');
    expect(guests[1]!.frames).toEqual([frame(MAC_BROADCAST, A, 60, 1)]);
    expect(await client.query('fdb', { networkId: 'n' })).toMatchObject([{ mac: A }]);
    await until(() => snapshots.at(-1)!.ports[0]!.fromGuest.frames === 1, 'counted');
    expect(states).toEqual(['starting 0', 'running 0']);
  });

  it('R51 a killed thread is back within 1 s with its configuration and its guests', async () => {
    const clock = new ManualClock();
    use(new EngineClient({ clock }));
    client.start();
    await client.apply(await twoGuests());
    await bothAttached(1);
    await client.restart();
    await until(() => states.includes('restarting 1'), 'its end');
    // The wait before the next thread; its start takes what the machine needs.
    clock.advance(1000);
    await bothAttached(2);
    guests[0]!.send(frame(MAC_BROADCAST, A, 60, 2));
    await until(() => guests[1]!.frames.length === 1, 'frame');
    expect(client.restarts).toBe(1);
    expect(states).toEqual(['starting 0', 'running 0', 'restarting 1', 'running 1']);
  });

  it('answers calls made while the thread is dead', async () => {
    client.start();
    const config = await twoGuests();
    await client.apply(config);
    const dying = client.restart();
    const applied = client.apply(config);
    const stations = client.query('fdb', { networkId: 'n' });
    await dying;
    await applied;
    expect(await stations).toEqual([]);
  });

  it('refuses what the engine refuses, with its code, and keeps what ran for the next thread', async () => {
    client.start();
    await client.apply(await twoGuests());
    const bad = { networks: [], ports: [{ ...(await portOf('x')), networkId: 'nowhere' }] };
    await expect(client.apply(bad)).rejects.toMatchObject({ code: 'networkNotRunning' });
    await client.restart();
    await bothAttached(2);
    expect(await client.query('fdb', { networkId: 'n' })).toEqual([]);
  });

  it('survives a thread that exhausts its heap, refuses the call that does it, and goes on', async () => {
    use(new EngineClient({ resourceLimits: { maxOldGenerationSizeMb: 24 } }));
    client.start();
    const config = await twoGuests();
    await client.apply(config);
    const networks = Array.from({ length: 200_000 }, (_, i) => ({
      id: `n${i}`,
      gateway: null,
      nat: null,
      uplink: null,
      hostPort: null,
    }));
    await expect(client.apply({ networks, ports: [] })).rejects.toMatchObject({
      code: 'engineDied',
    });
    await until(() => client.state === 'running', 'running', 10_000);
    expect(await client.query('fdb', { networkId: 'n' })).toEqual([]);
    expect(client.restarts).toBe(3);
  }, 30_000);

  it('refuses calls when it is stopped, and those that wait when it stops', async () => {
    await expect(client.apply({ networks: [], ports: [] })).rejects.toMatchObject({
      code: 'engineStopped',
    });
    client.start();
    const waiting = client.query('flows', null);
    const refused = expect(waiting).rejects.toMatchObject({ code: 'engineStopped' });
    await client.close();
    await refused;
    expect(client.state).toBe('stopped');
  });

  it('detaches from the guests when it is closed', async () => {
    client.start();
    await client.apply(await twoGuests());
    await bothAttached(1);
    await client.close();
    await until(() => guests.every((guest) => guest.socket.destroyed), 'let go');
    expect(states.at(-1)).toBe('stopped 0');
  });
});

function portOf(name: string) {
  const path = join(directory, name);
  return Promise.resolve({
    id: name,
    mac: A,
    networkId: null,
    link: { kind: 'qemuStream', path } as const,
    policy: {},
  });
}
