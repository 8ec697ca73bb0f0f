/** Octets as people read them: `999 B`, `1.5 kB`, `150 MB`. 1 kB is 1000 octets (IEC 80000-13). */

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** @param format writes a number with as many digits after the decimal point as it is given */
export function octetsText(
  octets: number,
  format: (value: number, fractionDigits: 0 | 1) => string,
): string {
  let value = octets;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${format(value, unit > 0 && value < 99.95 ? 1 : 0)} ${UNITS[unit]!}`;
}
