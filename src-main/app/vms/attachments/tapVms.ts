/**
 * VMs of the kind `tap` as they run: nothing of theirs is started here. A hypervisor that was
 * started with our arguments answers to its monitor like any other; of everything else is known
 * whether a TAP is in use.
 */
import type { Problem } from '../../../contract/errors.ts';
import { type ErrorCode, isErrorCode } from '../../../contract/errorText.ts';
import type { EngineSnapshot, LinkConfig } from '../../../engine/engineConfig.ts';
import { parseMac } from '../../../address/mac.ts';
import type { VmReport } from '../../../hypervisor/hypervisor.ts';
import type { AdapterRecord, VmRecord } from '../../../store/records.ts';
import { presentCards } from '../cards.ts';
import { portId } from '../../desired/desiredState.ts';

/** Problems of a TAP whose sentences need no more than its name. */
const SPEAKING: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'tapBusy',
  'tapNotAllowed',
  'nicNotAllowed',
  'tunMissing',
  'tunForbidden',
  'helperNotCapable',
  'helperConfigRefused',
  'helperOutdated',
  'nativeModuleMissing',
]);

/** The engine's end of a TAP. */
export function tapLink(vm: VmRecord, { tap, mac }: AdapterRecord & { tap: string }): LinkConfig {
  return vm.tapHolder === 'hypervisor'
    ? { kind: 'packet', netdev: tap }
    : { kind: 'tap', name: tap, mac: parseMac(mac) };
}

/** TAPs at whose netdevs we are: their filters outlive a crash. */
export function filteredTaps(vms: readonly VmRecord[]): string[] {
  return vms
    .filter(({ tapHolder }) => tapHolder === 'hypervisor')
    .flatMap((vm) => presentCards(vm).flatMap(({ tap }) => tap ?? []));
}

/** What gives our TAPs to somebody: a namespace's name is to be put in. */
export function tapCommand(vm: VmRecord): string[] {
  const moves = vm.adapters.map(({ tap }) => `ip link set ${tap ?? ''} netns NAMESPACE`);
  return moves.length === 1 ? moves[0]!.split(' ') : ['sh', '-c', moves.join(' && ')];
}

/** The hypervisor's report, or where it knows nothing, what the TAPs tell: `running` while attached. */
export function seenReport(
  vm: VmRecord,
  report: VmReport,
  snapshot: EngineSnapshot | null,
): VmReport {
  if (vm.kind !== 'tap' || report.state !== 'stopped') return report;
  const attached = vm.adapters.filter(({ n }) => portOf(vm, n, snapshot)?.attached === true);
  const isOut = ({ networkId }: AdapterRecord): boolean =>
    snapshot?.uplinks.some((uplink) => uplink.networkId === networkId && !uplink.attached) ?? false;
  const carrier = attached.filter((adapter) => !isOut(adapter)).map(({ n }) => n);
  return attached.length === 0 ? report : { ...report, state: 'running', carrier };
}

/** What is wrong with a TAP, in words that name it. */
export function tapProblem(vm: VmRecord, tap: string, reason: string): Problem {
  const params = { name: tap };
  if (reason === 'interfaceGone') return { code: 'tapGone', params };
  if (reason === 'tapBusy' && vm.tapHolder === 'hypervisor') return { code: 'tapDown', params };
  return isErrorCode(reason) && SPEAKING.has(reason)
    ? { code: reason, params }
    : { code: 'tapUnusable', params: { ...params, reason } };
}

function portOf(vm: VmRecord, n: number, snapshot: EngineSnapshot | null) {
  return snapshot?.ports.find(({ id }) => id === portId(vm.id, n));
}
