/**
 * The Activity dialog as a person meets it, after ten minutes of traffic:
 * everything by keyboard, and how much is drawn when much moves.
 */
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { labTests } from '../lab/prerequisites.ts';
import { BUSY_UNTIL_MS, tenBusyMinutes } from '../app/busyMinutes.ts';
import { crowd, nothing } from '../app/laboratory.ts';
import { useStage } from './screenStage.ts';

const { describe, it } = labTests(['chromium']);
const stage = useStage();

const cell = (name: string | RegExp) => stage.hand.dialog.getByRole('cell', { name });
const slider = () => stage.hand.dialog.getByRole('slider');
const rows = () => stage.hand.dialog.locator('tbody:not([aria-hidden]) tr');
const firstCells = (column: number) =>
  rows().evaluateAll((all, at) => all.map((row) => row.children[at]!.textContent.trim()), column);

/** The window has been open for ten minutes, and shows that it knows. */
async function haveBusyMinutes(): Promise<void> {
  await stage.hand.row('Debian 13').waitFor();
  tenBusyMinutes(stage.program);
  const trails = stage.page.getByRole('img', { name: /Last minute: in up to/ });
  await trails.first().waitFor();
}

async function openActivity(tab?: string): Promise<void> {
  await stage.hand.button('Activity…').click();
  await stage.hand.dialog.waitFor();
  if (tab !== undefined) await stage.page.getByRole('tab', { name: tab }).click();
}

describe('R63 where there is nothing', () => {
  it('says so', async () => {
    await stage.start(nothing);
    await stage.open();
    await openActivity();
    for (const [tab, empty] of [
      ['Throughput', 'No adapters yet.'],
      ['Leases', 'No guest has an address yet.'],
      ['Connections', 'No guest has a connection to the outside.'],
      ['MAC table', 'No MAC address has been seen on this network.'],
      ['Drops', 'Nothing has been dropped.'],
    ] as const) {
      await stage.page.getByRole('tab', { name: tab }).click();
      await stage.hand.dialog.getByText(empty).waitFor();
      expect(await stage.hand.violations(), tab).toEqual([]);
    }
  });
});

describe('R63 throughput', () => {
  it('tells a moment by its keys, pauses, and draws what is chosen', async () => {
    await stage.open();
    await haveBusyMinutes();
    await openActivity();
    await slider().focus();
    await stage.page.keyboard.press('PageDown');
    await stage.page.keyboard.press('ArrowLeft');
    await stage.hand.dialog.getByText('1 min 5 s ago').waitFor();
    expect(await slider().getAttribute('aria-valuetext')).toMatch(/^1 min 5 s ago: .*MB\/s/);
    await stage.page.keyboard.press('Escape');
    await stage.hand.dialog.getByText('1 min 5 s ago').waitFor({ state: 'detached' });

    await stage.hand.button('Pause').click();
    await stage.hand.dialog.getByText('Paused').waitFor();
    const peaks = await firstCells(4);
    stage.program.guests.move(stage.program.port('Debian 13', 1), 0, 900_000_000);
    stage.program.guests.report(BUSY_UNTIL_MS + 1_000);
    await stage.page
      .locator('.spark[aria-label*="in up to 900 MB/s"]')
      .waitFor({ state: 'attached' });
    expect(await firstCells(4)).toEqual(peaks);
    await stage.hand.button('Continue').click();
    await expect.poll(() => firstCells(4)).toContain('900 MB/s');

    const box = stage.hand.dialog.getByRole('checkbox', {
      name: 'Show Debian 13, adapter 1 in the chart',
    });
    await box.uncheck();
    expect(await box.isChecked()).toBe(false);
    expect(await slider().getAttribute('aria-valuetext')).not.toContain('Debian 13, adapter 1');
  });

  it('is drawn in the colours of the theme, also after the theme was changed', async () => {
    await stage.open();
    await haveBusyMinutes();
    await openActivity();
    const painted = () =>
      stage.page.evaluate(() => {
        const canvas = document.querySelector('canvas')!;
        const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
        let [dark, light] = [0, 0];
        for (let at = 0; at < data.length; at += 4) {
          if (data[at + 3]! < 200) continue;
          if (data[at]! + data[at + 1]! + data[at + 2]! < 382) dark += 1;
          else light += 1;
        }
        return dark > light ? 'dark' : 'light';
      });
    await stage.hand.dialog.locator('canvas').waitFor();
    await expect.poll(painted).toBe('dark');
    await stage.page.emulateMedia({ colorScheme: 'dark' });
    await expect.poll(painted).toBe('light');
  });
});

describe('R63 tables', () => {
  it('R67 are sought in, sorted and saved by keyboard alone', async () => {
    await stage.program.call('vm.set', { vm: 'Debian 13', name: '=1+2' });
    await stage.open();
    await stage.hand.button('Activity…').focus();
    await stage.page.keyboard.press('Enter');
    await stage.hand.dialog.waitFor();
    await stage.page.getByRole('tab', { name: 'Throughput' }).focus();
    await stage.page.keyboard.press('ArrowRight');
    await stage.page.keyboard.press('ArrowRight');
    await cell('151.101.2.132:443').waitFor();

    await stage.hand.dialog.getByRole('button', { name: 'In', exact: true }).focus();
    await stage.page.keyboard.press('Enter');
    const heading = stage.hand.dialog.getByRole('columnheader', { name: 'In', exact: true });
    expect(await heading.getAttribute('aria-sort')).toBe('descending');
    expect((await firstCells(1))[0]).toBe('TCP');
    await stage.page.keyboard.press('Space');
    expect(await heading.getAttribute('aria-sort')).toBe('ascending');
    expect((await firstCells(1))[0]).toBe('UDP');

    await stage.hand.button('Save as CSV').focus();
    const [download] = await Promise.all([
      stage.page.waitForEvent('download'),
      stage.page.keyboard.press('Enter'),
    ]);
    expect(download.suggestedFilename()).toBe('patchcord-flows.csv');
    const lines = (await readFile(await download.path(), 'utf8')).split('\r\n');
    expect(lines[0]).toBe('\uFEFFVM,Protocol,Guest,Remote,State,Out,In');
    expect(lines[1]).toBe(`"'=1+2",udp,192.168.131.16:38114,192.168.1.1:53,open,74,210`);

    await stage.hand.dialog.getByRole('searchbox', { name: 'Filter' }).focus();
    await stage.page.keyboard.type('1+2 tcp');
    await stage.hand.dialog.getByText('1 of 2').waitFor();
    expect(await firstCells(3)).toEqual(['151.101.2.132:443']);
    await stage.hand.button('Save as JSON').focus();
    const [json] = await Promise.all([
      stage.page.waitForEvent('download'),
      stage.page.keyboard.press('Space'),
    ]);
    expect(JSON.parse(await readFile(await json.path(), 'utf8'))).toMatchObject([
      { vm: '=1+2', protocol: 'tcp', in: 48_200_113 },
    ]);
  });

  it('stay usable with ten thousand connections: what is out of sight is not drawn', async () => {
    const { engine } = stage.program.app;
    const [flow] = engine.flows;
    engine.flows = Array.from({ length: 10_000 }, (_, i) => {
      return { ...flow!, remote: `198.51.100.7:${10_000 + i}`, octetsIn: i };
    });
    await stage.open();
    await openActivity('Connections');
    await stage.hand.dialog.getByText('10,000 rows').waitFor();
    const drawn = await rows().count();
    console.log(`10 000 connections: ${drawn} rows drawn`);
    expect(drawn).toBeLessThan(100);
    await stage.hand.dialog.getByRole('region', { name: 'Connections' }).focus();
    await stage.page.keyboard.press('End');
    await cell('198.51.100.7:19999').waitFor();
    expect(await rows().count()).toBeLessThan(100);
    const last = stage.hand.dialog.getByRole('row').filter({ hasText: '198.51.100.7:19999' });
    expect(await last.getAttribute('aria-rowindex')).toBe('10001');
    await stage.hand.dialog.getByRole('button', { name: 'In', exact: true }).click();
    await stage.hand.dialog.getByRole('region', { name: 'Connections' }).focus();
    await stage.page.keyboard.press('Home');
    await expect.poll(async () => (await firstCells(3))[0]).toBe('198.51.100.7:19999');
  });
});

describe('R63 sixty-four VMs with four adapters each', () => {
  const EVENTS = 12;

  /** Counts what is changed in the page from now on, by the adapter's line that it is in. */
  const watchChanges = () =>
    stage.page.evaluate(() => {
      const seen = { changes: 0, lines: new Set<Element>(), elsewhere: 0, longestTaskMs: 0 };
      Object.assign(window, { seen });
      new MutationObserver((records) => {
        for (const { target } of records) {
          const element = target instanceof Element ? target : target.parentElement!;
          const line = element.closest('.line');
          seen.changes += 1;
          if (line === null) seen.elsewhere += 1;
          else seen.lines.add(line);
        }
      }).observe(document.body, {
        ...{ attributes: true, characterData: true, childList: true, subtree: true },
      });
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries())
          seen.longestTaskMs = Math.max(seen.longestTaskMs, duration);
      }).observe({ type: 'longtask' });
    });
  const changes = () =>
    stage.page.evaluate(() => {
      const { seen } = window as unknown as {
        seen: { changes: number; lines: Set<Element>; elsewhere: number; longestTaskMs: number };
      };
      return { ...seen, lines: seen.lines.size };
    });

  /** Events 250 ms apart, by a clock that stands still while one is being shown. */
  async function play(moving: readonly { id: string; n: number }[]): Promise<void> {
    const shown = stage.page.locator(`[data-vm="${moving[0]!.id}"] .line`).nth(moving[0]!.n - 1);
    for (let i = 0; i <= EVENTS; i++) {
      const rate = 1_000 * (i + 1);
      for (const { id, n } of moving) stage.program.guests.move(`${id}/${n}`, rate, rate * 1_000);
      stage.program.guests.report(i * 250);
      // Over the last second, or what there is of it.
      if (i > 0) {
        const recent = Array.from({ length: Math.min(i, 4) }, (_, back) => i + 1 - back);
        const octets = recent.reduce((sum, step) => sum + step * 1_000, 0);
        const seconds = Math.min(i, 4) / 4;
        await shown.getByText(`${Math.round(octets / seconds / 100) / 10} kB/s`).waitFor();
      }
      await stage.page.clock.runFor(250);
    }
  }

  it.each([8, 256])('when %i adapters move, only their lines are drawn again', async (count) => {
    await stage.start(crowd);
    const prepare = (opened: Page) => opened.clock.install({ time: 0 });
    await stage.open({ width: 1280, height: 800, prepare });
    await expect.poll(() => stage.page.locator('.line').count()).toBe(256);
    await stage.page.clock.pauseAt(60_000);
    await watchChanges();
    const all = stage.program.panel.vms.flatMap(({ id, adapters }) =>
      adapters.map(({ n }) => ({ id, n })),
    );
    await play(all.slice(0, count));
    const { lines, elsewhere, changes: total, longestTaskMs } = await changes();
    console.log(
      `${count} of 256 adapters, ${EVENTS} events: ${total} changes, ` +
        `${(total / EVENTS / count).toFixed(1)} per event and adapter, ` +
        `longest task ${Math.round(longestTaskMs)} ms`,
    );
    expect(lines).toBe(count);
    expect(elsewhere).toBe(0);
    // Two rates each event; once a second the trail and its words; once each comes to life.
    const seconds = Math.ceil((EVENTS + 1) / 4);
    expect(total).toBeLessThanOrEqual(count * (2 * EVENTS + 2 * seconds + 2));
    expect(total).toBeGreaterThanOrEqual(count * (EVENTS + 2));
  });
});
