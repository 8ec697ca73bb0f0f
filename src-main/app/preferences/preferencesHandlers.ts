/** Calls for the preferences, the data folder, and the pause of all cables. */
import type { Handlers } from '../../contract/server.ts';
import type { AppServices } from '../appServices.ts';
import { settled } from '../settled.ts';
import { statusOf } from '../view/panel.ts';
import { openDataDir, preferencesView, setPaused, setPreferences } from './preferences.ts';

export function preferencesHandlers(services: AppServices) {
  const { app } = services;
  return {
    'preferences.get': () => preferencesView(app, services),
    'preferences.set': (args) => {
      setPreferences(app, args, services.desktop);
      return settled(services, preferencesView(app, services));
    },
    'dataDir.open': () => openDataDir(services),
    'panel.pause': async (args) => {
      setPaused(app, args.paused);
      await services.settle();
      return statusOf(app.state, services.runtime());
    },
  } satisfies Partial<Handlers>;
}
