import { describe, expect, test } from 'vitest';
import type { DesktopFacts } from '../../../src-main/app/desktopServices.ts';
import { DEFAULT_PREFERENCES } from '../../../src-main/contract/preferences.ts';
import { Autostart } from '../../../src-main/host/autostart.ts';
import { Store } from '../../../src-main/store/store.ts';
import { freshDataDir } from '../../store/dataDir.ts';
import { openBench } from '../bench.ts';

describe('preferences', () => {
  test('begin with the defaults, and are part of the panel', async () => {
    const { call, dataDir } = await openBench();
    expect(await call('preferences.get', {})).toEqual({
      ...DEFAULT_PREFERENCES,
      startAtLogin: null,
      dataDir,
    });
    await call('preferences.set', { theme: 'dark', language: 'de' });
    const { preferences } = await call('panel.get', {});
    expect(preferences).toEqual({ ...DEFAULT_PREFERENCES, theme: 'dark', language: 'de' });
  });

  test('R60 are there again after a restart', async () => {
    const first = await openBench();
    await first.call('preferences.set', { closeToTray: false, defaultMode: 'internal' });
    await first.patchcord.close();
    const { call } = await openBench({ dataDir: first.dataDir });
    expect(await call('preferences.get', {})).toMatchObject({
      closeToTray: false,
      defaultMode: 'internal',
    });
  });

  test('that cannot be read give way to the defaults', async () => {
    const dataDir = freshDataDir();
    const store = Store.open(dataDir);
    store.settings.set('preferences', '{"theme":"purple"}');
    store.close();
    const { call } = await openBench({ dataDir });
    expect(await call('preferences.get', {})).toMatchObject(DEFAULT_PREFERENCES);
  });
});

describe('R3 the MAC prefix', () => {
  test('is that of new adapters and suggestions; others keep theirs', async () => {
    const { call } = await openBench();
    const old = await call('vm.add', { name: 'old' });
    const view = await call('preferences.set', { macPrefix: '52:54:00' });
    expect(view.macPrefix).toBe('52-54-00');
    expect((await call('vm.add', { name: 'new' })).adapters[0]!.mac).toMatch(/^52-54-00-/);
    expect(await call('mac.suggest', {})).toMatch(/^52-54-00-/);
    expect(await call('vm.get', { vm: 'old' })).toEqual(old);
  });

  test.each(['01-00-5E', '00-03', '00-03-FF-01', 'zz-00-00', '', '0-3-FF'])(
    'is refused where it is %j',
    async (macPrefix) => {
      const { call, refusal } = await openBench();
      const { code } = await refusal('preferences.set', { macPrefix, theme: 'dark' });
      expect(code).toBe('macPrefixMalformed');
      expect(await call('preferences.get', {})).toMatchObject(DEFAULT_PREFERENCES);
    },
  );
});

test('the default mode is that of a new VM where nothing else is said', async () => {
  const { call } = await openBench();
  await call('preferences.set', { defaultMode: 'internal' });
  expect((await call('vm.add', { name: 'a' })).adapters[0]!.mode).toBe('internal');
  expect((await call('vm.add', { name: 'b', mode: 'shared' })).adapters[0]!.mode).toBe('shared');
  expect((await call('vm.add', { name: 'c', network: 'Shared' })).adapters[0]!.mode).toBe('shared');
});

describe('start at login', () => {
  test('is refused without a desktop program', async () => {
    const { refusal } = await openBench();
    expect((await refusal('preferences.set', { startAtLogin: true })).code).toBe('desktopOnly');
    expect((await refusal('dataDir.open', {})).code).toBe('desktopOnly');
  });

  test('is the autostart entry itself, and the data folder is shown by the desktop', async () => {
    const shown: string[] = [];
    const facts: DesktopFacts = {
      command: ['/opt/Patchcord/patchcord', '--hidden'],
      openFolder: (path) => Promise.resolve(void shown.push(path)),
    };
    const { openFolder, command } = facts;
    const autostart = new Autostart({ XDG_CONFIG_HOME: freshDataDir() }, command);
    const { call, dataDir } = await openBench({ desktop: { autostart, openFolder } });
    expect(await call('preferences.get', {})).toMatchObject({ startAtLogin: false });
    const on = await call('preferences.set', { startAtLogin: true });
    expect([on.startAtLogin, autostart.isOn()]).toEqual([true, true]);
    const off = await call('preferences.set', { startAtLogin: false });
    expect([off.startAtLogin, autostart.isOn()]).toEqual([false, false]);
    await call('dataDir.open', {});
    expect(shown).toEqual([dataDir]);
  });

  test('that cannot be written changes nothing else', async () => {
    const autostart = new Autostart({ XDG_CONFIG_HOME: '/dev/null' }, ['patchcord']);
    const desktop = { autostart, openFolder: () => Promise.resolve() };
    const { call, refusal } = await openBench({ desktop });
    const refused = await refusal('preferences.set', { startAtLogin: true, theme: 'dark' });
    expect(refused.code).toBe('autostartFailed');
    expect(await call('preferences.get', {})).toMatchObject({ theme: 'system' });
  });
});
