/** An event that a listener can prevent, as in Electron. */
import type { EventEmitter } from 'node:events';

/** True: a listener prevented it. `extra`: properties of the event; `rest`: further arguments. */
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
