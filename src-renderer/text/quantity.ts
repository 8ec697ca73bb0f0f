/** Octets, rates, ages and times as text, in the window's language. */
import { computed } from 'vue';
import { octetsText as textOfOctets } from '../../src-main/contract/octetsText.ts';
import { language } from './text.ts';

const formats = computed(() => {
  const locale = language.value;
  return {
    few: new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }),
    whole: new Intl.NumberFormat(locale, { maximumFractionDigits: 0 }),
    time: new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hour12: false }),
    dayAndTime: new Intl.DateTimeFormat(locale, {
      dateStyle: 'medium',
      timeStyle: 'short',
      hour12: false,
    }),
  };
});

export function octetsText(octets: number): string {
  const { few, whole } = formats.value;
  return textOfOctets(octets, (value, digits) => (digits === 1 ? few : whole).format(value));
}

export function rateText(octetsPerSecond: number): string {
  return `${octetsText(octetsPerSecond)}/s`;
}

export function countText(count: number): string {
  return formats.value.whole.format(count);
}

/** An age such as `45 s`, `3 min`. */
export function ageText(ageMs: number): string {
  const seconds = Math.max(0, Math.round(ageMs / 1000));
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}

/** An ISO 8601 time as local time, with the date if it is not today. */
export function momentText(iso: string, now: Date): string {
  const moment = new Date(iso);
  const sameDay = moment.toDateString() === now.toDateString();
  return (sameDay ? formats.value.time : formats.value.dayAndTime).format(moment);
}
