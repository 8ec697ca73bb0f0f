/** Calls for port forwards. */
import type { CallResult } from '../../contract/contract.ts';
import type { Handlers } from '../../contract/server.ts';
import type { AppServices } from '../appServices.ts';
import { findForward } from '../desired/desiredState.ts';
import { settled } from '../settled.ts';
import { forwardOf, panelOf } from '../view/panel.ts';
import { addForward, checkForward, removeForward, setForward } from './forwards.ts';
import { testedForward } from './testedForward.ts';

export function forwardHandlers(services: AppServices) {
  const { app } = services;
  /** The answer after a change. */
  const changed = async (id: string): Promise<CallResult<'forward.set'>> => {
    await services.settle();
    return forwardOf(app.state, services.runtime(), findForward(app.state, id));
  };

  return {
    'forward.list': () => panelOf(app.state, services.runtime()).forwards,
    'forward.add': async (args) => changed(await addForward(app, args)),
    'forward.set': async (args) => changed(await setForward(app, args)),
    'forward.check': (args) => checkForward(app, args),
    'forward.test': (args) => testedForward(services, args.id),
    'forward.remove': (args) => {
      removeForward(app, args.id);
      return settled(services, null);
    },
  } satisfies Partial<Handlers>;
}
