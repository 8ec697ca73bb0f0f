/** What the Activity dialog's tables show, as text. */
import type { AdapterTraffic, FdbEntry, Flow, Lease } from '../../src-main/contract/activity.ts';
import { activityText as t } from '../text/en/activity.ts';
import { ageText, countText, momentText, octetsText } from '../text/quantity.ts';
import { say } from '../text/say.ts';

type Row = Readonly<Record<string, string>> & { readonly key: string };

const column = (key: keyof typeof t.column, end = false) => {
  return { key, label: t.column[key], end };
};

export const columns = {
  leases: [
    column('network'),
    column('address'),
    column('vm'),
    column('hostname'),
    column('mac'),
    column('expires'),
  ],
  flows: [
    column('vm'),
    column('protocol'),
    column('guest'),
    column('remote'),
    column('state'),
    column('out', true),
    column('in', true),
  ],
  fdb: [column('mac'), column('port'), column('age', true)],
  drops: [column('adapter'), column('direction'), column('reason'), column('frames', true)],
};

export function leaseRow(lease: Lease, now: Date): Row {
  const { network, ip, mac, hostname, vm, expiresAt } = lease;
  return {
    key: `${network} ${ip}`,
    network,
    address: ip,
    vm: vm ?? t.unknown,
    hostname: hostname || t.unknown,
    mac,
    expires: momentText(expiresAt, now),
  };
}

export function flowRow(flow: Flow, index: number): Row {
  return {
    key: `${flow.proto} ${flow.guest} ${flow.remote} ${index}`,
    vm: flow.vm ?? t.unknown,
    protocol: flow.proto.toUpperCase(),
    guest: flow.guest,
    remote: flow.remote,
    state: flow.state,
    out: octetsText(flow.octetsOut),
    in: octetsText(flow.octetsIn),
  };
}

export function fdbRow({ mac, port, vm, ageMs }: FdbEntry): Row {
  return { key: mac, mac, port: portText(port, vm), age: ageText(ageMs) };
}

/** The contract writes an adapter as `VM:n`, and VMs may have colons in their names. */
function portText(port: string, vm: string | null): string {
  if (port === 'gateway') return t.gateway;
  return vm === null ? port : say(t.adapterOf, { vm, n: port.slice(vm.length + 1) });
}

/** One row per adapter, direction and reason. */
export function dropRows(entry: AdapterTraffic): Row[] {
  return (['fromGuest', 'toGuest'] as const).flatMap((direction) =>
    Object.entries(entry[direction].drops)
      .filter(([, frames]) => frames > 0)
      .map(([reason, frames]) => {
        return {
          key: `${entry.vmId} ${entry.n} ${direction} ${reason}`,
          adapter: say(t.adapterOf, { vm: entry.vm, n: entry.n }),
          direction: t[direction],
          reason: t.reason[reason] ?? reason,
          frames: countText(frames),
        };
      }),
  );
}
