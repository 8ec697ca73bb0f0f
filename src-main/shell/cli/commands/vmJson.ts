/**
 * A VM and its adapters as JSON for scripts: the contract's value, with the command line's words for
 * the attachments.
 */
import { tapNameOf } from '../../../contract/attachment.ts';
import { attachmentWords } from '../../../contract/attachmentWords.ts';
import type { Adapter, Vm } from '../../../contract/vm.ts';

export function vmJson(vm: Vm): unknown {
  return { ...vm, ...attachmentWords(vm.attachmentKind), adapters: vm.adapters.map(adapterJson) };
}

export function adapterJson(adapter: Adapter): unknown {
  return { ...adapter, tap: tapNameOf(adapter.attachment) };
}
