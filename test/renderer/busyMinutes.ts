/** Ten minutes of traffic in the laboratory, told at once: downloads, a backup, and small talk. */
import type { FakeProgram } from './fakeProgram.ts';

const SECONDS = 600;
/** When it began, by the engine's clock. */
const BEGAN_MS = 1_000_000;
export const BUSY_UNTIL_MS = BEGAN_MS + SECONDS * 1000;

export function tenBusyMinutes(program: FakeProgram): void {
  for (let s = 0; s <= SECONDS; s++) {
    const wave = 1 + 0.25 * Math.sin(s / 7) + 0.15 * Math.sin(s / 2.3);
    const downloading = (s > 60 && s < 260) || s > 430;
    const backingUp = s > 180 && s < 380;
    program.move('debian', 1, downloading ? 90_000 : 400, downloading ? 3_400_000 * wave : 900);
    program.move('debian', 2, backingUp ? 1_900_000 * wave : 0, backingUp ? 40_000 : 0);
    program.move('firewall', 1, 260_000 * wave, 1_200_000 * (2 - wave));
    program.move('firewall', 2, s % 90 < 12 ? 700_000 : 0, s % 90 < 12 ? 80_000 : 0);
    program.tellActivity(BEGAN_MS + s * 1000);
  }
}
