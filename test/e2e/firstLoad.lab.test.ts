/** Size of the first load, time until the window can be used, and no shifts of its layout. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect } from 'vitest';
import { labTests } from '../lab/prerequisites.ts';
import { useStage } from './screenStage.ts';
import { WINDOW_DIR } from './stageServer.ts';

const { describe, it } = labTests(['chromium']);
const stage = useStage();

describe('R59 the first load', () => {
  /** Largest size of the first load, compressed octets. */
  const BUDGET = 200_000;

  it('is small, and the time until it can be used is measured', async () => {
    await stage.open();
    await stage.page.getByRole('option', { name: 'Debian 13' }).waitFor();
    const readyMs = await stage.page.evaluate(() => performance.now());
    const loaded = await stage.page.evaluate(() =>
      performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname),
    );
    const files = loaded.filter((path) => /\.(js|css)$/.test(path));
    const octets = files.reduce(
      (sum, path) => sum + gzipSync(readFileSync(join(WINDOW_DIR, path))).length,
      0,
    );
    console.log(`first load: ${octets} octets compressed, usable after ${Math.round(readyMs)} ms`);
    expect(files.length).toBeGreaterThan(1);
    expect(octets).toBeLessThan(BUDGET);
    expect(files.filter((path) => path.includes('/de-'))).toEqual([]);
  });

  it('nothing jumps while it loads, nor while traffic comes and goes', async () => {
    await stage.open();
    await stage.page.evaluate(() => {
      const shifts: string[] = [];
      Object.assign(window, { shifts });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) shifts.push(JSON.stringify(entry));
      }).observe({ type: 'layout-shift', buffered: true });
    });
    await stage.page.getByRole('option', { name: 'Debian 13' }).waitFor();
    stage.program.guests.report(1_000);
    stage.program.guests.move(stage.program.port('Debian 13', 1), 999_000, 999_900_000);
    stage.program.guests.report(1_500);
    await stage.page.getByText('2 GB/s').waitFor();
    await stage.page.getByText('2 GB/s').waitFor({ state: 'detached' });
    expect(await stage.page.evaluate('window.shifts')).toEqual([]);
  });
});
