/**
 * The state of the program without names, addresses or anything else that is private.
 * Read first: ../contract/diagnostics.ts.
 */
import { release } from 'node:os';
import type { AdapterTraffic, Panel } from '../../contract/activity.ts';
import type { Diagnostics } from '../../contract/diagnostics.ts';
import type { CheckResult } from '../../contract/doctor.ts';
import type { Vm } from '../../contract/vm.ts';

export function diagnosticsOf(
  { status, vms, networks, forwards }: Panel,
  checks: readonly CheckResult[],
  traffic: readonly AdapterTraffic[],
): Diagnostics {
  const states = new Map<string, number>();
  for (const { state } of forwards) states.set(state, (states.get(state) ?? 0) + 1);
  return {
    version: status.version,
    versions: versions(),
    platform: `${process.platform} ${process.arch}`,
    engine: status.engine,
    paused: status.paused,
    notices: status.notices.map(({ code }) => code),
    checks: checks.map(({ id, status: state, finding }) => {
      return { id, status: state, finding: finding.code };
    }),
    networks: networks.map(({ kind, dhcp, mtu }) => ({ kind, dhcp, mtu })),
    vms: vms.map((vm) => vmFacts(vm, traffic)),
    forwards: Object.fromEntries(states),
  };
}

function versions(): Record<string, string> {
  const { node, electron, chrome } = process.versions as Record<string, string | undefined>;
  const known = { node, electron, chrome, kernel: release() };
  return Object.fromEntries(Object.entries(known).flatMap(([k, v]) => (v ? [[k, v]] : [])));
}

function vmFacts(vm: Vm, traffic: readonly AdapterTraffic[]): Diagnostics['vms'][number] {
  const silence = { frames: 0, octets: 0, drops: {} };
  return {
    kind: vm.kind,
    attachment: vm.attachmentKind,
    state: vm.state,
    problem: vm.problem?.code ?? null,
    adapters: vm.adapters.map(({ n, mode, model, link }) => {
      const moved = traffic.find((one) => one.vmId === vm.id && one.n === n);
      const { fromGuest = silence, toGuest = silence } = moved ?? {};
      return { mode, model, link, fromGuest, toGuest };
    }),
  };
}
