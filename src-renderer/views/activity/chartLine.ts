/** The line of an adapter in the chart, and how lines are distinguished. */
import type { Course } from '../../stores/rateHistory.ts';

export type Direction = 'both' | 'in' | 'out';

export interface ChartLine extends Course {
  readonly key: string;
  readonly name: string;
  /** The class with the colour of its network. */
  readonly hue: string;
  /** Strokes and gaps in pixels, which distinguish adapters on one network. */
  readonly dash: readonly number[];
}

/** Number of adapters that are drawn before the user selects any. */
const DRAWN_AT_FIRST = 6;
/** Maximum number of lines that can be distinguished, and redrawn every second. */
export const MOST_DRAWN = 12;
const DASHES: readonly (readonly number[])[] = [[], [7, 3], [2, 3], [10, 3, 2, 3]];

/** The dash of the `nth` adapter with the same colour. */
export function dashOf(nth: number): readonly number[] {
  return DASHES[nth % DASHES.length]!;
}

/** The adapters with the most traffic; without any traffic, the first ones. */
export function busiest(keys: readonly string[], courses: ReadonlyMap<string, Course>): string[] {
  const carried = new Map(keys.map((key) => [key, total(courses.get(key))]));
  const inOrder = keys.toSorted((a, b) => carried.get(b)! - carried.get(a)!);
  return inOrder.slice(0, DRAWN_AT_FIRST);
}

/** Rounds up to 1, 2, 5, 10, 20 …, so that the scale does not change all the time. */
export function roundedUp(rate: number): number {
  const magnitude = 10 ** Math.floor(Math.log10(rate));
  return [1, 2, 5, 10].map((step) => step * magnitude).find((step) => step >= rate)!;
}

function total(course: Course | undefined): number {
  return course === undefined ? 0 : sum(course.fromGuest) + sum(course.toGuest);
}

export function sum(rates: Float32Array): number {
  let all = 0;
  for (const rate of rates) all += rate;
  return all;
}
