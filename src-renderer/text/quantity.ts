/** Octets, rates, ages and moments as people read them. */
const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

const few = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** 1 kB is 1000 octets (IEC 80000-13). */
export function octetsText(octets: number): string {
  let value = octets;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  const number = unit > 0 && value < 99.95 ? few : whole;
  return `${number.format(value)} ${UNITS[unit]!}`;
}

export function rateText(octetsPerSecond: number): string {
  return `${octetsText(octetsPerSecond)}/s`;
}

export function countText(count: number): string {
  return whole.format(count);
}

/** An age such as `45 s`, `3 min`. */
export function ageText(ageMs: number): string {
  const seconds = Math.max(0, Math.round(ageMs / 1000));
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}

/** An ISO 8601 moment as local time, with the day where it is not today. */
export function momentText(iso: string, now: Date): string {
  const moment = new Date(iso);
  const sameDay = moment.toDateString() === now.toDateString();
  return sameDay
    ? moment.toLocaleTimeString('en', { hour: '2-digit', minute: '2-digit', hour12: false })
    : moment.toLocaleString('en', { dateStyle: 'medium', timeStyle: 'short', hour12: false });
}
