/** Calls that check and repair the set-up of this computer, and that restart the engine. */
import type { Handlers } from '../contract/server.ts';
import type { AppServices } from './appServices.ts';
import { statusOf } from './view/panel.ts';

export function upkeepHandlers(services: AppServices) {
  const { app, doctor, engine } = services;
  return {
    'doctor.list': async () => {
      await services.checkHostAdapter();
      return doctor.list();
    },
    'doctor.repair': async (args) => {
      const result = await doctor.repair(args.check);
      await services.checkHostAdapter();
      return result;
    },
    'engine.restart': async () => {
      await engine.restart();
      return statusOf(app.state, services.runtime());
    },
  } satisfies Partial<Handlers>;
}
