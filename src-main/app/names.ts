/** Names that people choose, and ids that the program chooses. */
import { AppError } from './appError.ts';

interface Named {
  readonly id: string;
  readonly name: string;
}

/** Short, because ids become part of socket paths. 36^8 of them. */
const ID_LENGTH = 8;
const ID_ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** `<prefix>-` and eight letters or digits; in use neither as an id nor as a name. */
export function newId(
  prefix: 'vm' | 'net' | 'fwd',
  existing: readonly { readonly id: string; readonly name?: string }[],
  random: (octets: number) => Uint8Array,
): string {
  for (;;) {
    const letters = Array.from(random(ID_LENGTH), (octet) => ID_ALPHABET[octet % 36]!);
    const id = `${prefix}-${letters.join('')}`;
    if (!existing.some((item) => item.id === id || item.name === id)) return id;
  }
}

/** @throws AppError `vmNameTaken`, `nameUnprintable` */
export function checkVmName(name: string, vms: readonly Named[], self: string): void {
  checkPrintable(name);
  if (isTaken(name, vms, self)) throw new AppError('vmNameTaken', { name });
}

/** @throws AppError `networkNameTaken`, `nameUnprintable` */
export function checkNetworkName(name: string, networks: readonly Named[], self: string): void {
  checkPrintable(name);
  if (isTaken(name, networks, self)) throw new AppError('networkNameTaken', { name });
}

function isTaken(name: string, items: readonly Named[], self: string): boolean {
  return items.some((item) => item.id === name || (item.name === name && item.id !== self));
}

/** No control characters, and no half of a surrogate pair, which a file cannot hold. */
function checkPrintable(name: string): void {
  if (/\p{Cc}/u.test(name) || !name.isWellFormed())
    throw new AppError('nameUnprintable', { name: name.toWellFormed() });
}
