/**
 * Makes one call of native/lib/privilege.ts in a separate process, as the user who runs it:
 *   privilegeTool.ts NAME [JSON…]
 * Prints a JSON value: the result and the descriptor's name (/proc), or the error.
 */
import { readlinkSync } from 'node:fs';
import {
  canDoInProcess,
  hostAddress,
  isolate,
  openPacketSocket,
  openTap,
  redirect,
} from '../../native/lib/privilege.ts';
import { PatchcordError } from '../../src-main/contract/errors.ts';

const [name, ...words] = process.argv.slice(2);
const calls = { canDoInProcess, hostAddress, isolate, openPacketSocket, openTap, redirect };
const call = calls[name as keyof typeof calls] as (...args: unknown[]) => unknown;

function attempt(): object {
  try {
    const result = call(...words.map((word) => JSON.parse(word) as unknown));
    const fd = (result as { fd?: number } | undefined)?.fd;
    return { result, ...(fd !== undefined && { opened: readlinkSync(`/proc/self/fd/${fd}`) }) };
  } catch (error) {
    if (error instanceof PatchcordError) return { code: error.code, params: error.params };
    throw error;
  }
}

console.log(JSON.stringify(attempt()));
