/**
 * What a lab test needs on this computer. If something is missing, the suite is skipped with the
 * reason; with CI=true that is a failure.
 */
import { existsSync } from 'node:fs';
import { describe, it } from 'vitest';
import { packageOf } from '../../scripts/debianPackages.mjs';
import { buildGuest } from '../../scripts/guest/buildGuest.mjs';
import { programPath } from '../../scripts/guest/hostPrograms.mjs';

/** The name of a program, or a special need. */
export type Need = 'root' | 'tun' | (string & {});

/** Why these needs are not met, and what to do; null: they are. */
export function missing(needs: readonly Need[]): string | null {
  const programs = needs.filter((need) => need !== 'root' && need !== 'tun');
  const absent = programs.filter((name) => programPath(name) === null);
  const reasons = [
    needs.includes('root') && process.getuid?.() !== 0 ? 'needs root: run it with sudo' : null,
    needs.includes('tun') && !existsSync('/dev/net/tun')
      ? 'needs /dev/net/tun: modprobe tun'
      : null,
    absent.length > 0 ? `needs ${absent.join(', ')}: ${aptLine(absent)}` : null,
  ];
  // Checked last, because it uses the other programs.
  if (absent.length === 0 && needs.includes('qemu-system-x86_64')) reasons.push(guestMissing());
  const found = reasons.filter((reason) => reason !== null);
  return found.length === 0 ? null : found.join('; ');
}

/** Downloads the guest's kernel from Debian's mirror the first time. Later this takes a few ms. */
function guestMissing(): string | null {
  try {
    buildGuest();
    return null;
  } catch (error) {
    return `needs the small guest: ${(error as Error).message}`;
  }
}

function aptLine(programs: readonly string[]): string {
  const packages = new Set(programs.map(packageOf));
  return `sudo apt-get install ${[...packages].join(' ')}`;
}

/** A suite that needs this computer. */
export function describeLab(name: string, needs: readonly Need[], suite: () => void): void {
  const reason = missing(needs);
  if (reason === null) describe(name, suite);
  else if (process.env['CI'] === 'true') failFor(name, reason);
  else describe.skip(`${name} (${reason})`, suite);
}

/** The same for a whole file: `describe` and `it` that skip if something is missing. */
export function labTests(needs: readonly Need[]): { describe: typeof describe; it: typeof it } {
  const reason = missing(needs);
  if (reason === null) return { describe, it };
  if (process.env['CI'] === 'true') failFor('this computer', reason);
  else console.log(`Skipped: ${reason}`);
  return { describe: describe.skip as typeof describe, it: it.skip as typeof it };
}

function failFor(name: string, reason: string): void {
  describe(name, () => {
    it('has what it needs', () => {
      throw new Error(reason);
    });
  });
}
