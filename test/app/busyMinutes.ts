/** Ten minutes of traffic in the laboratory, reported in one go: downloads, a backup, and small talk. */
import type { StandInProgram } from './standInProgram.ts';

const SECONDS = 600;
/** When it began, by the engine's clock. */
const BEGAN_MS = 1_000_000;
/** Octets in the last second, and in no other: when a window shows it, it has seen all. */
const LAST_RATE = 900_000;
export const LAST_RATE_TEXT = '900 kB/s';
export const BUSY_UNTIL_MS = BEGAN_MS + SECONDS * 1000;

export function tenBusyMinutes(program: StandInProgram): void {
  const { guests } = program;
  const debian = (n: number): string => program.port('Debian 13', n);
  const firewall = (n: number): string => program.port('OpenBSD firewall', n);
  const [download, backup, web, talk] = [debian(1), debian(2), firewall(1), firewall(2)];
  for (let s = 0; s <= SECONDS; s++) {
    const wave = 1 + 0.25 * Math.sin(s / 7) + 0.15 * Math.sin(s / 2.3);
    const downloading = (s > 60 && s < 260) || s > 430;
    const backingUp = s > 180 && s < 380;
    guests.move(download, downloading ? 90_000 : 400, downloading ? 3_400_000 * wave : 900);
    guests.move(backup, backingUp ? 1_900_000 * wave : 0, backingUp ? 40_000 : 0);
    guests.move(web, 260_000 * wave, 1_200_000 * (2 - wave));
    const talking = s === SECONDS ? LAST_RATE : s % 90 < 12 ? 700_000 : 0;
    guests.move(talk, talking, talking / 10);
    guests.report(BEGAN_MS + s * 1000);
  }
}
