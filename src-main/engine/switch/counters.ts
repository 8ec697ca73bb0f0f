/** The frames that passed a port in one direction, and those that were dropped, by reason. */
import { DROP_CODES, dropReasons } from '../wire/drop.ts';

export class Counters {
  frames = 0;
  octets = 0;
  /** Frames by `Drop` code. */
  readonly drops = new Float64Array(DROP_CODES);

  /** Plain data, with names for codes. Reasons that never occurred are absent. */
  snapshot(): { frames: number; octets: number; drops: Record<string, number> } {
    const drops: Record<string, number> = {};
    for (let code = 1; code < DROP_CODES; code += 1)
      if (this.drops[code] !== 0) drops[dropReasons[code]!] = this.drops[code]!;
    return { frames: this.frames, octets: this.octets, drops };
  }
}

/** Both directions of a port, named from the guest's view. Kept when the link is replaced. */
export interface PortTraffic {
  readonly fromGuest: Counters;
  readonly toGuest: Counters;
}

export function newTraffic(): PortTraffic {
  return { fromGuest: new Counters(), toGuest: new Counters() };
}
