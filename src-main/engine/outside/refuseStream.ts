/** Resets an accepted connection that cannot be carried on. */
import type { AcceptedStream, StreamEvents } from './stream.ts';

const nothing = (): void => undefined;
const ignored: StreamEvents = {
  connected: nothing,
  readable: nothing,
  writable: nothing,
  ended: nothing,
  closed: nothing,
};

export function refuseStream(stream: AcceptedStream): void {
  stream.open(ignored).reset();
}
