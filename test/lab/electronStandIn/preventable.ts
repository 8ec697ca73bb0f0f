/** An event that a listener can prevent, as Electron hands them out. */
import type { EventEmitter } from 'node:events';

/** True when a listener has prevented it. `extra` becomes properties of the event, `rest` follows it. */
export function emitPreventable(
  emitter: EventEmitter,
  name: string,
  extra: Record<string, unknown> = {},
  ...rest: readonly unknown[]
): boolean {
  let prevented = false;
  const event = { ...extra, preventDefault: () => void (prevented = true) };
  emitter.emit(name, event, ...rest);
  return prevented;
}
