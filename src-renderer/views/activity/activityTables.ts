/**
 * The tables of the Activity dialog: plain values for each row, which are sorted, filtered and
 * exported, and the way each column shows them.
 */
import type { AdapterTraffic, FdbEntry, Flow, Lease } from '../../../src-main/contract/activity.ts';
import type { CellValue, Column } from '../../components/tableColumn.ts';
import type { activityText } from '../../text/en/activity.ts';
import { ageText, countText, momentText, octetsText } from '../../text/quantity.ts';
import { t } from '../../text/text.ts';
import { directionText, orUnknown, portText, reasonText, stateText } from './activityWords.ts';

export type Row = Readonly<Record<string, CellValue>> & { readonly key: string };
type ColumnWord = keyof typeof activityText.column;

const EMPTY = '';

function column(key: ColumnWord, rest: Partial<Column> = {}): Column {
  return { key, label: t(`activity.column.${key}`), sorts: true, ...rest };
}

function number(key: ColumnWord, format: (value: number) => string): Column {
  return column(key, { end: true, format: (value) => format(Number(value)) });
}

function words(key: ColumnWord, format: (value: string) => string): Column {
  return column(key, { format: (value) => format(String(value)) });
}

/** A function, so that headings change with the language. */
export const tableColumns = {
  leases: () => [
    column('network'),
    column('address'),
    words('vm', orUnknown),
    words('hostname', orUnknown),
    column('mac'),
    words('expires', (iso) => momentText(iso, new Date())),
  ],
  flows: () => [
    words('vm', orUnknown),
    words('protocol', (protocol) => protocol.toUpperCase()),
    column('guest'),
    column('remote'),
    words('state', stateText),
    number('out', octetsText),
    number('in', octetsText),
  ],
  fdb: () => [column('mac'), words('port', portText), number('age', ageText)],
  drops: () => [
    words('adapter', portText),
    words('direction', directionText),
    { ...words('reason', reasonText), wide: true },
    number('frames', countText),
  ],
};

export function leaseRows(leases: readonly Lease[]): Row[] {
  return leases.map(({ network, ip, mac, hostname, vm, expiresAt }) => ({
    key: `${network} ${ip}`,
    ...{ network, address: ip, vm: vm ?? EMPTY, hostname, mac, expires: expiresAt },
  }));
}

export function flowRows(flows: readonly Flow[]): Row[] {
  const seen = new Map<string, number>();
  return flows.map((flow) => {
    const ends = `${flow.network} ${flow.proto} ${flow.guest} ${flow.remote}`;
    const nth = (seen.get(ends) ?? 0) + 1;
    seen.set(ends, nth);
    return { key: nth === 1 ? ends : `${ends} ${nth}`, ...flowValues(flow) };
  });
}

function flowValues({ vm, proto, guest, remote, state, octetsOut, octetsIn }: Flow) {
  const ends = { vm: vm ?? EMPTY, protocol: proto, guest, remote };
  return { ...ends, state, out: octetsOut, in: octetsIn };
}

export function fdbRows(entries: readonly FdbEntry[]): Row[] {
  return entries.map(({ mac, port, ageMs }) => ({ key: mac, mac, port, age: ageMs }));
}

/** One row per adapter, direction and reason. */
export function dropRows(traffic: readonly AdapterTraffic[]): Row[] {
  return traffic.flatMap((entry) =>
    (['fromGuest', 'toGuest'] as const).flatMap((direction) =>
      Object.entries(entry[direction].drops)
        .filter(([, frames]) => frames > 0)
        .map(([reason, frames]) => ({
          key: `${entry.vmId} ${entry.n} ${direction} ${reason}`,
          ...{ adapter: `${entry.vm}:${entry.n}`, direction, reason, frames },
        })),
    ),
  );
}
