/** Parsers for KEY=VALUE words and the other small grammars of the command line. */
import type { z } from 'zod';
import { AdapterNumber, ADAPTERS_PER_VM } from '../../contract/vm.ts';
import { ShellError } from '../shellError.ts';

/** Exit status 2. */
export function usageError(reason: string): ShellError {
  return new ShellError('usage', { reason });
}

/** A parser for each key's value. It throws a usage error. */
export type KeyReaders<Change> = {
  readonly [K in keyof Change]-?: (value: string, key: string) => Change[K];
};

/** @throws ShellError `usage` for an unknown or repeated key, a word without `=`, a bad value */
export function parseKeyValues<Change extends object>(
  words: readonly string[],
  readers: KeyReaders<Change>,
): Partial<Change> {
  const change: Partial<Change> = {};
  const keys = Object.keys(readers).join(', ');
  for (const word of words) {
    const equals = word.indexOf('=');
    if (equals < 1) throw usageError(`“${word}” is not KEY=VALUE. Use one of these keys: ${keys}.`);
    const key = word.slice(0, equals);
    if (!Object.hasOwn(readers, key))
      throw usageError(`The key “${key}” is unknown. Use one of these keys: ${keys}.`);
    if (Object.hasOwn(change, key))
      throw usageError(`The key “${key}” appears twice. Use it once.`);
    const known = key as keyof Change;
    change[known] = readers[known](word.slice(equals + 1), key);
  }
  return change;
}

function oneOf<T extends string>(values: readonly T[]) {
  return (value: string, key: string): T => {
    const found = values.find((known) => known === value);
    if (found === undefined)
      throw usageError(
        `“${value}” is not a value for ${key}. Use one of these: ${values.join(', ')}.`,
      );
    return found;
  };
}

/** One of a schema's words. */
export function wordOf<T extends Record<string, string>>(schema: z.ZodEnum<T>) {
  return oneOf(schema.options);
}

export const text = (value: string): string => value;

/** `KEY=` clears a setting. */
export const textOrNull = (value: string): string | null => (value === '' ? null : value);

export function onOff(value: string, key: string): boolean {
  return oneOf(['on', 'off'])(value, key) === 'on';
}

export function wholeNumber(value: string, key: string): number {
  if (!/^\d{1,9}$/.test(value))
    throw usageError(`“${value}” is not a whole number. Enter one for ${key}.`);
  return Number(value);
}

/** `A-B` */
export function range(value: string, key: string): { from: string; to: string } {
  const [from, to, ...rest] = value.split('-');
  if (!from || !to || rest.length > 0)
    throw usageError(
      `“${value}” is not a range. Write ${key}=FROM-TO, such as 192.168.131.16-192.168.131.99.`,
    );
  return { from, to };
}

/** Words separated by commas; empty for an empty value. */
export function commaList(value: string): string[] {
  return value === '' ? [] : value.split(',');
}

export function adapterNumber(word: string): number {
  const parsed = AdapterNumber.safeParse(Number(word));
  if (!/^\d+$/.test(word) || !parsed.success)
    throw usageError(`“${word}” is not an adapter number. Use 1 to ${ADAPTERS_PER_VM}.`);
  return parsed.data;
}

/** `VM` or `VM:N`. A VM whose name ends in `:N` must be given by its id. */
export function vmAndAdapter(word: string): { vm: string; n: number } {
  const match = /^(.+):(\d+)$/.exec(word);
  return match ? { vm: match[1]!, n: adapterNumber(match[2]!) } : { vm: word, n: 1 };
}

/** `VM`, `VM:N`, or a MAC address, which is returned unchanged. */
export function adapterOrMac(word: string): string | { vm: string; n: number } {
  return /^([\da-f]{2}[:-]){5}[\da-f]{2}$/i.test(word) ? word : vmAndAdapter(word);
}

export function port(word: string, what = 'port'): number {
  const number = wholeNumber(word, what);
  if (number < 1 || number > 65_535)
    throw usageError(`“${word}” is not a valid ${what}. Use 1 to 65535.`);
  return number;
}

/** `PORT`, `ADDR:PORT` or `[ADDR]:PORT`. */
export function addressAndPort(word: string): { address?: string; port: number } {
  const match = /^(?:\[([^\]]+)\]:|(.+):)?([^:]*)$/.exec(word);
  if (match === null) throw usageError(`“${word}” is not a port. Write PORT or ADDR:PORT.`);
  const address = match[1] ?? match[2];
  return { ...(address === undefined ? {} : { address }), port: port(match[3]!) };
}
