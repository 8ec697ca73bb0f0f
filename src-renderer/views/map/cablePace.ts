/** Speed of a cable's animation. Logarithmic, as traffic spans eight orders of magnitude. */
import type { Rate } from '../../stores/activity.ts';

export interface CablePace {
  /** 0: no traffic. */
  readonly pace: 0 | 1 | 2 | 3;
  readonly direction: 'fromGuest' | 'toGuest';
}

/** Rates at which a cable's animation becomes normal and fast, in octets per second. */
const ORDINARY = 20_000;
const FAST = 2_000_000;

export function cablePace({ fromGuest, toGuest }: Rate): CablePace {
  const rate = fromGuest + toGuest;
  const pace = rate === 0 ? 0 : rate < ORDINARY ? 1 : rate < FAST ? 2 : 3;
  return { pace, direction: toGuest > fromGuest ? 'toGuest' : 'fromGuest' };
}
