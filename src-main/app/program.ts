/**
 * The whole program: store, app, engine and hypervisors. Every face opens it here.
 */
import type { Logger } from 'pino';
import packageFile from '../../package.json' with { type: 'json' };
import type { PanelService } from '../contract/server.ts';
import { EngineClient } from '../engine/engineClient.ts';
import { readNics } from '../host/nics.ts';
import { makeHypervisors } from '../hypervisor/hypervisors.ts';
import { desktopServices, type DesktopFacts } from './desktopServices.ts';
import { Patchcord } from './patchcord.ts';

interface ProgramOptions {
  readonly dataDir: string;
  readonly log: Logger;
  /** Only in the desktop program. */
  readonly desktop?: DesktopFacts;
}

interface Program {
  readonly service: PanelService;
  /** Guests keep running. */
  close(): Promise<void>;
}

/** @throws PatchcordError the data directory is in use, or its database cannot be read */
export async function openProgram(options: ProgramOptions): Promise<Program> {
  const { dataDir, log, desktop } = options;
  const warn = (message: string, details: object): void => log.warn(details, message);
  const patchcord = await Patchcord.open({
    dataDir,
    version: packageFile.version,
    engine: new EngineClient({ log: warn }),
    hypervisors: makeHypervisors({ dataDir, log: warn }),
    nics: () => readNics(),
    log,
    ...(desktop && { desktop: desktopServices(desktop) }),
  });
  return { service: patchcord, close: () => patchcord.close() };
}
