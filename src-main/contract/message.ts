/**
 * The messages on every transport: Electron's IPC, a WebSocket, the control socket. A face sends
 * requests; the program sends answers and events.
 */
import { z } from 'zod';
import { ProblemSchema } from './problem.ts';

export const Request = z.object({
  id: z.number().int(),
  call: z.string().max(64),
  args: z.unknown(),
});
export type Request = z.infer<typeof Request>;

export const Answer = z.union([
  z.object({ id: z.number().int(), result: z.unknown() }),
  z.object({ id: z.number().int(), error: ProblemSchema }),
]);
export type Answer = z.infer<typeof Answer>;

export const Notice = z.object({ event: z.string(), data: z.unknown() });
export type Notice = z.infer<typeof Notice>;

/** The longest message that is accepted from a face, octets. */
export const MAX_MESSAGE_OCTETS = 1 << 20;
