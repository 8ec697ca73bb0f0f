/** An adapter's last minute as an outline: incoming traffic above the middle, outgoing below. */
import type { Course } from '../stores/rateHistory.ts';

/** Height of the picture, in its own units. Its width is the number of seconds. */
export const SPARK_HEIGHT = 16;
/** The smallest full scale, octets per second, so that little traffic does not look like much. */
const LEAST_FULL = 10_000;

/** A closed path around the middle line; only the middle line if there is no traffic. */
export function sparkPath(course: Course | undefined, seconds: number): string {
  const middle = SPARK_HEIGHT / 2;
  if (course === undefined) return `M0 ${middle}H${seconds - 1}`;
  const { fromGuest, toGuest } = course;
  const full = Math.max(LEAST_FULL, peak(fromGuest), peak(toGuest));
  const height = (rate: number): number => Math.round((rate / full) * middle * 10) / 10;
  const above = Array.from(toGuest, (rate, x) => `${x} ${middle - height(rate)}`);
  const below = Array.from(fromGuest, (rate, x) => `${x} ${middle + height(rate)}`).reverse();
  return `M${above.join('L')}L${below.join('L')}Z`;
}

export function peak(rates: Float32Array): number {
  let most = 0;
  for (const rate of rates) if (rate > most) most = rate;
  return most;
}
