/**
 * The suite of a group of screens: each looks as in screens/, breaks no accessibility rule in either
 * theme, fits at 200 % in both languages, and the browser reports no error. Every screen has a
 * picture in the light theme; screenList.ts names the few that have others.
 */
import { expect } from 'vitest';
import { labTests } from '../lab/prerequisites.ts';
import type { MapHand } from './mapHand.ts';
import type { Screen, Screens } from './screenList.ts';
import { setClock, useStage, type Looks } from './screenStage.ts';

export function testScreens(screens: Screens): void {
  const { describe, it } = labTests(['chromium']);
  const all = Object.entries(screens);

  describe('R67 every screen', () => {
    const stage = useStage();

    async function show({ lab, size, given, go }: Screen, looks: Looks = {}): Promise<MapHand> {
      await stage.start(lab);
      await given?.(stage.program);
      const hand = await stage.open({ ...size, ...looks, prepare: setClock });
      await go(hand, stage.program);
      return hand;
    }

    it.each(all)('%s looks right, is accessible, and fits at 200 %', async (name, screen) => {
      const hand = await show(screen);
      await stage.picture(`${name}-light`);
      await stage.page.emulateMedia({ colorScheme: 'dark' });
      if (screen.also?.includes('dark')) await stage.picture(`${name}-dark`);
      await stage.page.clock.resume();
      expect(await hand.violations(), 'dark').toEqual([]);
      await stage.page.emulateMedia({ colorScheme: 'light' });
      expect(await hand.violations(), 'light').toEqual([]);
      expect(await stage.overflow()).toBe(0);
      await stage.halveRoom();
      expect(await stage.overflow(), 'English at 200 %').toBe(0);
      await stage.speak('de');
      expect(await stage.overflow(), 'German at 200 %').toBe(0);
    });

    const doubled = all.filter(([, { also }]) => also?.includes('200'));
    it.each(doubled)('%s looks right at 200 %', async (name, screen) => {
      await show(screen, { scale: 2 });
      await stage.picture(`${name}-200`);
    });

    const inGerman = all.filter(([, { also }]) => also?.includes('german'));
    it.each(inGerman)('%s speaks German', async (name, screen) => {
      const hand = await show(screen);
      await stage.speak('de');
      await stage.picture(`${name}-german`);
      await stage.page.clock.resume();
      expect(await hand.violations()).toEqual([]);
    });
  });
}
