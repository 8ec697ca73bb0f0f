/**
 * Kills the program a hundred times, at moments between its first instruction and full operation, and
 * checks what is left on the host after the next start or the doctor's repair.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HOST_PORT, KillScene, PATIENCE_MS } from '../lab/killScene.ts';
import { describeLab } from '../lab/prerequisites.ts';
import { seededRandom } from '../lab/random.ts';
import { until } from '../lab/until.ts';

/** Kills in each scene. The scenes run at the same time, because a start mostly waits. */
const KILLS = 50;
const SEEDS = [1, 2];
/** The latest moment of a kill, as a multiple of a start's duration. */
const LATEST = 1.4;

let scenes: KillScene[] = [];

describeLab('R10 R18 the program is killed', ['root', 'tun', 'ip', 'tc'], () => {
  beforeAll(async () => {
    scenes = await Promise.all(SEEDS.map((seed) => KillScene.open(`kill${seed}`)));
  });

  afterAll(() => Promise.all(scenes.map((scene) => scene.dispose())));

  test('R10 R18 R42 100 kills leave nothing behind for the next start, or for the doctor', async () => {
    const found = await Promise.all(scenes.map((scene, i) => killAndCleanUp(scene, SEEDS[i]!)));
    // At some moments there was something to undo.
    expect(found.flat()).toContain('clsact lan1');
  }, 900_000);
});

/** Returns what the kills left behind. */
async function killAndCleanUp(scene: KillScene, seed: number): Promise<string[]> {
  const random = seededRandom(seed);
  const found: string[] = [];
  for (let kill = 0; kill < KILLS; kill += 1) {
    await scene.startAndKill(random() * LATEST * scene.startMs);
    found.push(...scene.traces());
    if (kill % 2 === 0) await repair(scene);
    else await startAgain(scene);
  }
  return found;
}

async function repair(scene: KillScene): Promise<void> {
  await scene.program.json('doctor', '--repair', 'host-changes');
  expect(scene.traces()).toEqual([]);
}

/** Starts without the guest, so that a leftover is not used again. */
async function startAgain(scene: KillScene): Promise<void> {
  await scene.unplugGuest();
  await scene.program.launch();
  await until(() => scene.traces().includes(HOST_PORT), 'the host port', PATIENCE_MS);
  expect(scene.traces()).toEqual([HOST_PORT]);
  await scene.program.end('SIGKILL');
  expect(scene.traces()).toEqual([]);
  await scene.plugGuest();
}
