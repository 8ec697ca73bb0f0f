/**
 * The handlers of the contract's calls. Each runs its use case and answers with the state after it.
 * They are beside their use cases, in one file per folder.
 */
import type { Handlers } from '../contract/server.ts';
import type { AppServices } from './appServices.ts';
import { forwardHandlers } from './forwards/forwardHandlers.ts';
import { labFileHandlers } from './labFile/labFileHandlers.ts';
import { networkHandlers } from './networks/networkHandlers.ts';
import { preferencesHandlers } from './preferences/preferencesHandlers.ts';
import { upkeepHandlers } from './upkeepHandlers.ts';
import { viewHandlers } from './view/viewHandlers.ts';
import { vmHandlers } from './vms/vmHandlers.ts';

export function makeHandlers(services: AppServices): Handlers {
  return {
    ...viewHandlers(services),
    ...vmHandlers(services),
    ...networkHandlers(services),
    ...forwardHandlers(services),
    ...preferencesHandlers(services),
    ...labFileHandlers(services),
    ...upkeepHandlers(services),
  };
}
