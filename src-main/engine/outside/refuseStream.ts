/** Resets a connection that nobody takes. */
import type { AcceptedStream } from './hostSockets.ts';
import type { StreamEvents } from './stream.ts';

const nothing = (): void => undefined;
const unheard: StreamEvents = {
  connected: nothing,
  readable: nothing,
  writable: nothing,
  ended: nothing,
  closed: nothing,
};

export function refuseStream(stream: AcceptedStream): void {
  stream.open(unheard).reset();
}
