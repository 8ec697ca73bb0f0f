/** Check: an earlier run has left no changes on this computer. */
import type { HostChanges } from '../hostChanges.ts';
import { type HostCheck, failed, ok } from './hostCheck.ts';

export function leftChangesCheck(changes: HostChanges): HostCheck {
  return {
    id: 'host-changes',
    check() {
      const left = changes.left();
      if (left === null) return failed('changesUnreadable', { path: changes.path });
      return left.length === 0
        ? ok('nothingLeft')
        : failed('leftBehind', { nics: left.join(', ') }, () => changes.undoLeft());
    },
  };
}
