/** Calls that write all settings to a file and read them from one. */
import type { Handlers } from '../../contract/server.ts';
import type { AppServices } from '../appServices.ts';
import { settled } from '../settled.ts';
import { exportSettings } from './settingsExport.ts';
import { importSettings } from './settingsImport.ts';

export function labFileHandlers(services: AppServices) {
  const { app } = services;
  return {
    'settings.export': () => exportSettings(app.state),
    'settings.import': (args) => settled(services, importSettings(app, args)),
  } satisfies Partial<Handlers>;
}
