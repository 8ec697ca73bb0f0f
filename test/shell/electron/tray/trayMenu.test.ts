import { describe, expect, test } from 'vitest';
import type { Panel } from '../../../../src-main/contract/activity.ts';
import { type TrayItem, trayView } from '../../../../src-main/shell/electron/tray/trayMenu.ts';
import { openBench } from '../../../app/bench.ts';

async function panelWith(...names: string[]): Promise<Panel> {
  const noHostAdapter = { code: 'nativeModuleMissing', params: {} } as const;
  const { call } = await openBench({ hostAdapter: () => Promise.resolve(noHostAdapter) });
  for (const name of names) await call('vm.add', { name });
  return call('panel.get', {});
}

const labels = (items: readonly TrayItem[]): string[] =>
  items.map((item) => ('label' in item ? item.label : '—'));

function submenu(items: readonly TrayItem[], label: string): readonly TrayItem[] {
  const found = items.find((item) => item.kind === 'menu' && item.label === label);
  return found?.kind === 'menu' ? found.items : [];
}

describe('R61 the tray’s icon', () => {
  test.each<[string, (panel: Panel) => void, string]>([
    ['idle while none runs', () => undefined, 'idle'],
    ['active while one runs', ({ vms }) => (vms[0]!.running = true), 'active'],
    ['paused before all', ({ status }) => (status.paused = true), 'paused'],
    ['attention without an engine', ({ status }) => (status.engine.state = 'stopped'), 'attention'],
    ['idle while it starts', ({ status }) => (status.engine.state = 'starting'), 'idle'],
    [
      'attention for a VM',
      ({ vms }) => (vms[0]!.problem = { code: 'internal', params: {} }),
      'attention',
    ],
  ])('is %s', async (_when, change, icon) => {
    const panel = await panelWith('web');
    change(panel);
    expect(trayView(panel, 'en').icon).toBe(icon);
  });
});

describe('R61 the tray’s menu', () => {
  test('leads from a VM’s adapter to the networks, the one it is on ticked', async () => {
    const panel = await panelWith('web');
    const lab = { ...panel.networks[0]!, id: 'n2', name: 'Lab', kind: 'internal' } as const;
    panel.networks.push(lab, { ...lab, id: 'n3', name: 'Test' });
    const { items } = trayView(panel, 'en');
    const places = submenu(submenu(items, 'web'), 'Adapter 1: Shared networking');
    expect(labels(places)).toEqual([
      'Not connected',
      'Shared networking',
      'Internal network — Internal',
      'Internal network — Lab',
      'Internal network — Test',
      '—',
      'Cable connected',
    ]);
    expect(places.slice(0, 5).map((item) => item.kind === 'radio' && item.checked)).toEqual([
      ...[false, true, false, false, false],
    ]);
    const act = { do: 'plug', vm: panel.vms[0]!.id, n: 1, mode: 'internal', network: 'n3' };
    expect(places[4]).toMatchObject({ act });
  });

  test('R6 ticks a cable that is in; the click pulls it, and puts it back', async () => {
    const panel = await panelWith('web');
    const [adapter] = panel.vms[0]!.adapters;
    const cable = (label: string): TrayItem | undefined =>
      submenu(submenu(trayView(panel, 'en').items, 'web'), label).at(-1);
    const act = { do: 'cable', vm: panel.vms[0]!.id, n: 1 };
    expect(cable('Adapter 1: Shared networking')).toMatchObject({
      ...{ kind: 'check', checked: true, act: { ...act, cable: false } },
    });
    adapter!.cable = false;
    expect(cable('Adapter 1: Shared networking, cable unplugged')).toMatchObject({
      ...{ kind: 'check', checked: false, act: { ...act, cable: true } },
    });
  });

  test('R6 has no cable to tick where none leads anywhere', async () => {
    const panel = await panelWith('web');
    Object.assign(panel.vms[0]!.adapters[0]!, { mode: 'none', networkId: null, cable: false });
    const items = submenu(submenu(trayView(panel, 'en').items, 'web'), 'Adapter 1: Not connected');
    expect(items.map(({ kind }) => kind)).toEqual(['radio', 'radio', 'radio']);
  });

  test('has no Host adapter if it is unavailable, unless the cable is on one', async () => {
    const panel = await panelWith('web');
    panel.networks.push({ ...panel.networks[0]!, id: 'lan', name: 'eth0', kind: 'host' });
    const places = (): string[] =>
      labels(submenu(trayView(panel, 'en').items, 'web')).concat(
        trayView(panel, 'en').items.flatMap((item) =>
          item.kind === 'menu'
            ? item.items.flatMap((one) => (one.kind === 'menu' ? labels(one.items) : []))
            : [],
        ),
      );
    expect(places()).not.toContain('Host adapter');
    panel.vms[0]!.adapters[0]!.networkId = 'lan';
    expect(places()).toContain('Host adapter');
  });

  test('pauses and resumes', async () => {
    const panel = await panelWith();
    const pause = (): TrayItem | undefined =>
      trayView(panel, 'en').items.find((item) => item.kind === 'check');
    expect(pause()).toMatchObject({ checked: false, act: { do: 'pause', paused: true } });
    panel.status.paused = true;
    expect(pause()).toMatchObject({ checked: true, act: { do: 'pause', paused: false } });
  });

  test('says of a VM without adapters that it has none', async () => {
    const panel = await panelWith('web');
    panel.vms[0]!.adapters = [];
    expect(submenu(trayView(panel, 'en').items, 'web')).toEqual([
      { kind: 'note', label: 'No adapters' },
    ]);
  });

  test('R67 speaks the chosen language, or the desktop’s', async () => {
    const panel = await panelWith();
    expect(labels(trayView(panel, 'de-AT').items).at(-1)).toBe('Beenden');
    expect(labels(trayView(panel, 'fr').items).at(-1)).toBe('Quit');
    panel.preferences.language = 'en';
    expect(labels(trayView(panel, 'de-AT').items).at(-1)).toBe('Quit');
  });
});
