/** The types of the program that a face opens. app/program.ts implements them. */
import type { Logger } from 'pino';
import type { DesktopFacts } from '../app/desktopServices.ts';
import type { CheckResult } from '../contract/doctor.ts';
import type { PanelService } from '../contract/server.ts';

export interface Program {
  readonly service: PanelService;
  /** Closes everything. Guests keep running. */
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
  /** Only for the desktop program. */
  desktop?: DesktopFacts;
}) => Promise<Program>;
