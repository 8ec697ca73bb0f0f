/** The frame pump without room, with devices that are deleted, and with threads that end in a flood. */
import { once } from 'node:events';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Namespace, veth } from '../lab/namespaces.ts';
import { describeLab } from '../lab/prerequisites.ts';

const PROGRAM = join(import.meta.dirname, '../lab/pumpProgram.ts');

describeLab('frame pump', ['root', 'tun', 'ip', 'tc'], () => {
  let place: Namespace;

  beforeAll(() => {
    place = new Namespace('pc-pump');
    veth({ namespace: place, name: 'left' }, { namespace: place, name: 'right' });
  });

  afterAll(() => place.dispose());

  const line = async (child: ChildProcess): Promise<string> =>
    ((await once(child.stdout!, 'data')) as [Buffer])[0].toString().trim();

  it('a worker terminated in a flood takes nothing down', async () => {
    const output = await place.run(process.execPath, PROGRAM, 'terminate', '25');
    expect(JSON.parse(output)).toEqual({ rounds: 25, heard: true });
  }, 60_000);

  it.each([
    ['down', 'right', ['link', 'set', 'right', 'down'], 'ENETDOWN'],
    ['deleted, a TAP', 'pcgone', ['link', 'delete', 'pcgone'], 'ENODEV'],
    ['deleted', 'gone', ['link', 'delete', 'gone'], 'ENETDOWN'],
  ])('tells that the device is %s', async (_, device, words, errno) => {
    if (device === 'gone')
      veth({ namespace: place, name: 'gone' }, { namespace: place, name: 'g2' });
    const child = place.spawn(process.execPath, PROGRAM, 'lost', device);
    expect(await line(child)).toBe('open');
    place.ip(...words);
    expect(await line(child)).toBe(errno);
    await once(child, 'exit');
    expect(child.exitCode).toBe(0);
    if (device === 'right') place.ip('link', 'set', 'right', 'up');
  });

  it('stops when the kernel has no room, and continues when it has', async () => {
    place.tc(...'qdisc add dev left root tbf rate 80mbit burst 20k limit 64m'.split(' '));
    const child = place.spawn(process.execPath, PROGRAM, 'full');
    const { done, count } = JSON.parse(await line(child)) as { done: number; count: number };
    expect(done).toBeLessThan(count);
    const { after } = JSON.parse(await line(child)) as { after: number };
    expect(after).toBeGreaterThan(0);
  });
});
