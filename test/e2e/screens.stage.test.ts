/**
 * Every screen, in both themes, at 200 %, and in German: no violation of the accessibility rules,
 * nothing out of sight at the side, no complaint of the browser's. With PATCHCORD_SCREENS=1 their
 * pictures are written to screens/.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { labTests } from '../lab/prerequisites.ts';
import type { MapHand } from './mapHand.ts';
import { screens, type Screen } from './screenList.ts';
import { keepsPictures, useStage, type Looks } from './screenStage.ts';

const { describe, it } = labTests(['chromium']);

describe('R67 every screen', () => {
  const stage = useStage();

  async function show({ lab, size, given, go }: Screen, looks: Looks): Promise<MapHand> {
    await stage.start(lab);
    await given?.(stage.program);
    const hand = await stage.open({ ...size, ...looks });
    await go(hand, stage.program);
    return hand;
  }

  describe.each(Object.entries(screens))('%s', (name, screen) => {
    it('is readable and accessible in both themes, and fits at 200 % in both languages', async () => {
      const hand = await show(screen, {});
      await stage.picture(`${name}-light`);
      expect(await hand.violations(), 'light').toEqual([]);
      await stage.page.emulateMedia({ colorScheme: 'dark' });
      await stage.picture(`${name}-dark`);
      expect(await hand.violations(), 'dark').toEqual([]);
      expect(await stage.overflow()).toBe(0);
      await stage.halveRoom();
      expect(await stage.overflow(), 'English at 200 %').toBe(0);
      await stage.speak('de');
      expect(await stage.overflow(), 'German at 200 %').toBe(0);
    });

    if (keepsPictures)
      it('has its picture at 200 %', async () => {
        await show(screen, { scale: 2 });
        await stage.picture(`${name}-200`);
      });
  });

  const inGerman = Object.entries(screens).filter(([, { german }]) => german);
  it.each(inGerman)('%s speaks German', async (name, screen) => {
    const hand = await show(screen, {});
    await stage.speak('de');
    await stage.picture(`${name}-german`);
    expect(await hand.violations()).toEqual([]);
  });
});

describe('the pictures', () => {
  it('are of screens that there are', () => {
    const kept = readdirSync(join(import.meta.dirname, 'screens'));
    const drawn = Object.entries(screens).flatMap(([name, { german }]) =>
      ['light', 'dark', '200', ...(german ? ['german'] : [])].map((view) => `${name}-${view}.png`),
    );
    const others = kept.filter((file) => !file.startsWith('tray-'));
    expect(others.toSorted()).toEqual(drawn.toSorted());
  });
});
