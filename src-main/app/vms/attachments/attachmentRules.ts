/**
 * What the app asks about one kind of attachment. There is one file for each kind, and one table
 * that finds it: attachments.ts.
 */
import type { AttachmentKind, AttachmentOf, Attachment } from '../../../contract/attachment.ts';
import type { Problem } from '../../../contract/errors.ts';
import type { VmKind } from '../../../contract/vm.ts';
import type { LinkConfig } from '../../../engine/engineConfig.ts';
import type { AdapterRecord, VmRecord } from '../../../store/records.ts';
import type { AppContext } from '../../appContext.ts';

/** The adapter that an attachment is chosen for. */
export interface AdapterPlace {
  readonly vm: Pick<VmRecord, 'id' | 'name'>;
  readonly n: number;
  /** The VM's other adapters, as far as they are decided. */
  readonly others: readonly AdapterRecord[];
}

/** What is seen of an attachment at one moment. */
export interface AttachmentState {
  /** Whether a guest runs that was started with it. */
  readonly running: boolean;
  /** Why the engine cannot open its end, as an error code. */
  readonly problem: string | null;
}

export interface AttachmentRules<K extends AttachmentKind> {
  /** What runs a VM that is plugged in like this. */
  readonly vmKind: VmKind;
  /** Whether the engine's link is attached only while a guest is there. */
  readonly linkShowsGuest: boolean;
  /** Whether an attached link means that the VM runs, even if its hypervisor knows nothing of it. */
  readonly linkShowsRunning: boolean;
  /**
   * The attachment of an adapter: the current one where it will do.
   * @param tap the name of the TAP that a person chose, or null
   * @throws AppError
   */
  choose(
    app: AppContext,
    place: AdapterPlace,
    tap: string | null,
    current: Attachment | null,
  ): AttachmentOf<K>;
  /** Whether another program has taken what it needs, so that the next start needs a new one. */
  isLost(app: AppContext, attachment: AttachmentOf<K>, state: AttachmentState): boolean;
  /**
   * The engine's end.
   * @param socketPath the hypervisor's unix socket for this adapter; may throw `socketPathTooLong`
   */
  link(attachment: AttachmentOf<K>, mac: string, socketPath: () => string): LinkConfig;
  /** The NIC of this computer whose filters we change while it is plugged in, or null. */
  filteredNic(attachment: AttachmentOf<K>): string | null;
  /** What a person reads when the engine cannot open its end; null: nothing. */
  problem(
    attachment: AttachmentOf<K>,
    adapter: { readonly vm: string; readonly n: number },
    reason: string,
  ): Problem | null;
  /** The command that plugs the VM in; null: the arguments of its hypervisor do. */
  command(attachments: readonly AttachmentOf<K>[]): string[] | null;
}
