import { expect, onTestFinished, test, vi } from 'vitest';
import { RunningCards } from '../../../src-main/app/vms/runningCards.ts';
import { startingCards } from '../../../src-main/app/vms/cards.ts';
import { ManualClock } from '../../scenario/manualClock.ts';
import { openBench } from '../bench.ts';

/** Cards beside the app's own, which get no reports here. */
async function openCards() {
  const { call, patchcord, hypervisor } = await openBench();
  await call('vm.add', { name: 'Alpha' });
  const { app } = patchcord;
  const cards = new RunningCards(app, { qemu: hypervisor, none: null });
  const id = app.state.vms[0]!.id;
  const report = (state: 'running' | 'stopped'): void =>
    void hypervisor.reports.set(id, { state, carrier: [], problem: null });
  onTestFinished(() => cards.close());
  return { app, cards, id, report, stored: () => app.state.vms[0]!.runningCards };
}

test('cards are stored when the guest runs, and removed when it ends', async () => {
  const { app, cards, id, report, stored } = await openCards();
  report('running');
  expect(cards.note(id)).toBe(true);
  expect(stored()).toEqual(startingCards(app.state.vms[0]!));
  expect(cards.note(id)).toBe(false);
  report('stopped');
  expect(cards.note(id)).toBe(true);
  expect(stored()).toBeNull();
});

test('a guest that is not found in time after a start has ended', async () => {
  const { app, cards, stored } = await openCards();
  cards.starting(app.state.vms[0]!);
  const clock = new ManualClock();
  const ended = vi.fn();
  const next = new RunningCards(app, { qemu: { report: () => null } as never, none: null });
  next.start(clock, ended);
  clock.advance(2999);
  expect(stored()).not.toBeNull();
  clock.advance(1);
  expect(stored()).toBeNull();
  expect(ended).toHaveBeenCalledOnce();
});

test('a guest that was already running gets its former cards back', async () => {
  const { app, cards, id, stored } = await openCards();
  const former = startingCards(app.state.vms[0]!).map((card) => ({ ...card, n: 3 }));
  expect(cards.found(id, null)).toBe(false);
  expect(cards.found(id, former)).toBe(true);
  expect(stored()).toEqual(former);
});
