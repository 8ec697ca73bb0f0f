/** How a face gets the program it is a face of; app/program.ts is the one there is. */
import type { Logger } from 'pino';
import type { DesktopFacts } from '../app/desktopServices.ts';
import type { CheckResult } from '../contract/doctor.ts';
import type { PanelService } from '../contract/server.ts';

export interface Program {
  readonly service: PanelService;
  /** Lets go of everything; guests run on. */
  close(): Promise<void>;
}

/** Only the set-up checks, without store or engine. */
export type OpenDoctor = (dataDir: string) => {
  list(): Promise<CheckResult[]>;
  repair(check: string): Promise<CheckResult>;
};

export type OpenProgram = (options: {
  dataDir: string;
  log: Logger;
  /** Only from the desktop program. */
  desktop?: DesktopFacts;
}) => Promise<Program>;
