/** The preferences, settings files and diagnostics of the fake program. */
import { PatchcordError } from '../../src-main/contract/errors.ts';
import type { Diagnostics } from '../../src-main/contract/diagnostics.ts';
import { DEFAULT_PREFERENCES, MacPrefix } from '../../src-main/contract/preferences.ts';
import type { Handlers } from '../../src-main/contract/server.ts';
import type { ImportSummary, SettingsFile } from '../../src-main/contract/settingsFile.ts';

type Handled =
  | 'preferences.get'
  | 'preferences.set'
  | 'dataDir.open'
  | 'settings.export'
  | 'settings.import'
  | 'diagnostics.get';

export class FakeSettings {
  preferences = { ...DEFAULT_PREFERENCES };
  /** Null: no desktop program. */
  startAtLogin: boolean | null = null;
  file: SettingsFile = {
    ...{ format: 'patchcord-settings', version: 1, preferences: DEFAULT_PREFERENCES },
    ...{ networks: [], patches: [], vms: [] },
  };
  summary: ImportSummary = {
    vms: { added: ['web'], changed: [] },
    networks: { added: [], changed: ['Shared'] },
    preferences: ['theme'],
    notes: [{ code: 'importMacReplaced', params: { vm: 'web', n: 1, mac: '00-03-FF-00-00-01' } }],
  };

  handlers(dataDir: string, tell: () => void): Pick<Handlers, Handled> {
    const view = () => ({ ...this.preferences, startAtLogin: this.startAtLogin, dataDir });
    return {
      'preferences.get': view,
      'preferences.set': ({ startAtLogin, macPrefix, ...change }) => {
        const prefix = MacPrefix.optional().safeParse(macPrefix);
        if (!prefix.success)
          throw new PatchcordError('macPrefixMalformed', { prefix: macPrefix ?? '' });
        this.startAtLogin = startAtLogin ?? this.startAtLogin;
        Object.assign(this.preferences, change, prefix.data && { macPrefix: prefix.data });
        tell();
        return view();
      },
      'dataDir.open': () => null,
      'settings.export': () => this.file,
      'settings.import': ({ text }) => {
        if (!text.startsWith('{')) throw new PatchcordError('importNotJson');
        return this.summary;
      },
      'diagnostics.get': () => DIAGNOSTICS,
    };
  }
}

const DIAGNOSTICS: Diagnostics = {
  version: '0.1.0',
  versions: { node: '24.0.0', kernel: '6.1.0' },
  platform: 'linux x64',
  engine: { state: 'running', restarts: 0 },
  paused: false,
  notices: [],
  checks: [{ id: 'tun-device', status: 'ok', finding: 'tunPresent' }],
  networks: [{ kind: 'shared', dhcp: true, mtu: 1500 }],
  vms: [],
  forwards: {},
};
