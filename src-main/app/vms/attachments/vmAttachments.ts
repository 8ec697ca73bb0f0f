/**
 * The attachments of all adapters of a VM: their kind, their choice, and what they show of the
 * guest.
 */
import {
  type Attachment,
  type AttachmentChoice,
  type AttachmentKind,
  tapNameOf,
} from '../../../contract/attachment.ts';
import type { EngineSnapshot, PortSnapshot } from '../../../engine/engineConfig.ts';
import type { VmReport } from '../../../hypervisor/hypervisor.ts';
import type { AdapterRecord, VmRecord } from '../../../store/records.ts';
import { AppError } from '../../appError.ts';
import type { AppContext } from '../../appContext.ts';
import { portId } from '../../desired/desiredState.ts';
import { presentCards } from '../cards.ts';
import type { AdapterPlace } from './attachmentRules.ts';
import { attachmentRules } from './attachments.ts';

/** The kinds between which a VM can change. */
const TAP_KINDS: ReadonlySet<string> = new Set(['tap', 'heldTap', 'anyTap']);

/** The kind of a new VM. */
export function chosenKind(app: AppContext, choice: AttachmentChoice): AttachmentKind {
  if (choice.kind !== 'anyTap') return choice.kind;
  return app.host.nic(choice.name ?? '')?.tap === 'held' ? 'heldTap' : 'tap';
}

/**
 * The kind that a VM changes to. A VM of TAPs has no netdev to change and stays as it is.
 * @throws AppError `tapOfTapVms`
 */
export function changedKind(vm: VmRecord, wanted: AttachmentKind): AttachmentKind {
  if (TAP_KINDS.has(vm.attachmentKind)) return TAP_KINDS.has(wanted) ? wanted : vm.attachmentKind;
  if (TAP_KINDS.has(wanted)) throw new AppError('tapOfTapVms', { vm: vm.name });
  return wanted;
}

/**
 * The attachment of one adapter: of the VM's kind, as chosen, or the current one.
 * @throws AppError `tapOfTapVms`, `attachmentMixed`, and what the kind's `choose` throws
 */
export function chosenAttachment(
  app: AppContext,
  place: AdapterPlace & { readonly vm: Pick<VmRecord, 'id' | 'name' | 'attachmentKind'> },
  choice: AttachmentChoice | undefined,
  current: Attachment | null,
): Attachment {
  const { name, attachmentKind: kind } = place.vm;
  const isOfKind = choice === undefined || choice.kind === kind;
  if (!isOfKind && !(choice.kind === 'anyTap' && TAP_KINDS.has(kind)))
    throw TAP_KINDS.has(choice.kind) && !TAP_KINDS.has(kind)
      ? new AppError('tapOfTapVms', { vm: name })
      : new AppError('attachmentMixed', { vm: name, n: place.n });
  const tap = choice === undefined ? null : tapNameOf(choice);
  return attachmentRules(kind).choose(app, place, tap, current);
}

/**
 * The adapters with usable attachments of this kind. An adapter keeps its attachment, or that of
 * the running guest; an attachment that another program has taken is replaced.
 */
export function usableAdapters(
  app: AppContext,
  vm: VmRecord,
  kind: AttachmentKind,
  snapshot: EngineSnapshot | null,
): AdapterRecord[] {
  const rules = attachmentRules(kind);
  const adapters: AdapterRecord[] = [];
  for (const adapter of vm.adapters) {
    const current = currentOfKind(vm, adapter, kind);
    const problem = portOf(vm, adapter.n, snapshot)?.problem ?? null;
    const running = vm.runningCards !== null;
    const lost = current.kind === kind && rules.isLost(app, current, { running, problem });
    const place = { vm, n: adapter.n, others: adapters };
    const attachment = rules.choose(app, place, null, lost ? null : current);
    adapters.push({ ...adapter, attachment });
  }
  return adapters;
}

function currentOfKind(vm: VmRecord, adapter: AdapterRecord, kind: AttachmentKind): Attachment {
  if (adapter.attachment.kind === kind) return adapter.attachment;
  const running = vm.runningCards?.find(({ n }) => n === adapter.n)?.attachment;
  return running?.kind === kind ? running : adapter.attachment;
}

/** NICs of this computer whose filters the engine changes: such a change outlives a crash. */
export function filteredNics(vms: readonly VmRecord[]): string[] {
  return vms.flatMap((vm) =>
    presentCards(vm).flatMap(
      ({ attachment }) => attachmentRules(attachment.kind).filteredNic(attachment) ?? [],
    ),
  );
}

/** The hypervisor's report, or for a VM without one, the state that its links show. */
export function seenReport(
  vm: VmRecord,
  report: VmReport,
  snapshot: EngineSnapshot | null,
): VmReport {
  if (report.state !== 'stopped') return report;
  const attached = vm.adapters.filter(
    ({ n, attachment }) =>
      attachmentRules(attachment.kind).linkShowsRunning &&
      portOf(vm, n, snapshot)?.attached === true,
  );
  const isOut = ({ networkId }: AdapterRecord): boolean =>
    snapshot?.uplinks.some((uplink) => uplink.networkId === networkId && !uplink.attached) ?? false;
  const carrier = attached.filter((adapter) => !isOut(adapter)).map(({ n }) => n);
  return attached.length === 0 ? report : { ...report, state: 'running', carrier };
}

function portOf(
  vm: VmRecord,
  n: number,
  snapshot: EngineSnapshot | null,
): PortSnapshot | undefined {
  return snapshot?.ports.find(({ id }) => id === portId(vm.id, n));
}
