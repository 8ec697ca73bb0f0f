/**
 * One network in the networks dialog: text as typed, and the changes in it.
 *
 * Theory of operation. Like a VM's draft (settings/vmDraft.ts), it is a base and edits over it;
 * unchanged values follow the base. A new network has no base.
 * Left out: sending (networksApplyArgs.ts, useNetworkDrafts.ts).
 */
import { parseIpv4 } from '../../../src-main/address/ipv4.ts';
import { parseSubnet } from '../../../src-main/address/subnet.ts';
import type { Network, Reservation } from '../../../src-main/contract/network.ts';
import { deepEqual } from '../../deepEqual.ts';
import { t } from '../../text/text.ts';
import { isOutside, reservationFaults } from './reservationForm.ts';

/** The values of the form's fields. */
export interface NetworkForm {
  readonly name: string;
  readonly subnet: string;
  readonly dhcp: boolean;
  readonly from: string;
  readonly to: string;
  readonly dns: string;
  readonly mtu: string;
  readonly dedicated: boolean;
  readonly translate: boolean;
  readonly hostPort: boolean;
  readonly reservations: readonly Reservation[];
}

export interface NetworkDraft {
  /** Id of the network, or for a new one a key within this dialog. */
  readonly key: string;
  readonly kind: Network['kind'];
  readonly base: Network | null;
  readonly edits: Partial<NetworkForm>;
  readonly removed: boolean;
}

export type NetworkFaults = Partial<Record<keyof NetworkForm, string>>;

const emptyForm: NetworkForm = {
  name: '',
  subnet: '',
  dhcp: true,
  from: '',
  to: '',
  dns: '',
  mtu: '1500',
  dedicated: false,
  translate: false,
  hostPort: false,
  reservations: [],
};

function baseForm(base: Network | null): NetworkForm {
  if (base === null) return emptyForm;
  const { name, subnet, dhcp, range, dns, mtu, dedicated, translate, hostPort } = base;
  const { reservations } = base;
  return {
    name,
    subnet,
    dhcp,
    from: range.from,
    to: range.to,
    dns: dns.join(', '),
    mtu: String(mtu),
    dedicated,
    translate,
    hostPort: hostPort !== null,
    reservations,
  };
}

export function formOf(draft: NetworkDraft): NetworkForm {
  return { ...baseForm(draft.base), ...draft.edits };
}

/** The draft with these fields set. A field with the value of the base is not an edit. */
export function edited(draft: NetworkDraft, change: Partial<NetworkForm>): NetworkDraft {
  const base = baseForm(draft.base);
  const merged = Object.entries({ ...draft.edits, ...change });
  const edits = merged.filter(
    ([field, value]) => !deepEqual(base[field as keyof NetworkForm], value),
  );
  return { ...draft, edits: Object.fromEntries(edits) };
}

export function isChanged(draft: NetworkDraft): boolean {
  return draft.base === null || draft.removed || Object.keys(draft.edits).length > 0;
}

export function networkFaults(draft: NetworkDraft, otherNames: readonly string[]): NetworkFaults {
  if (draft.removed) return {};
  const form = formOf(draft);
  const name = nameFault(form.name.trim(), otherNames);
  // Patchcord does not set the addresses of a LAN.
  if (draft.kind === 'host') return withoutNothing({ name });
  return withoutNothing({
    name,
    subnet: subnetFault(form.subnet.trim(), draft.base !== null),
    ...(form.dhcp && rangeFaults(form)),
    reservations: firstFault(form),
    dns: dnsList(form.dns) === null ? t('networks.dnsFormat') : null,
    mtu: mtuOf(form.mtu) === null ? t('networks.mtuFormat') : null,
  });
}

function firstFault({ reservations, subnet }: NetworkForm): string | null {
  return reservationFaults(reservations, subnet).find((fault) => fault !== null) ?? null;
}

function withoutNothing(faults: Record<string, string | null>): NetworkFaults {
  return Object.fromEntries(Object.entries(faults).filter(([, text]) => text !== null));
}

function nameFault(name: string, otherNames: readonly string[]): string | null {
  if (name === '') return t('networks.nameMissing');
  return otherNames.includes(name) ? t('networks.nameTaken') : null;
}

function subnetFault(subnet: string, needed: boolean): string | null {
  if (subnet === '' && !needed) return null;
  return typeof parseSubnet(subnet) === 'string' ? t('networks.subnetFormat') : null;
}

/** For a new network, an empty field means that the program chooses. */
function rangeFaults(form: NetworkForm): { from: string | null; to: string | null } {
  if (form.from.trim() === '' && form.to.trim() === '') return { from: null, to: null };
  const from = boundFault(form.from, form.subnet);
  const to = boundFault(form.to, form.subnet);
  if (from !== null || to !== null) return { from, to };
  const isReversed = parseIpv4(form.to.trim()) < parseIpv4(form.from.trim());
  return { from, to: isReversed ? t('networks.rangeOrder') : null };
}

function boundFault(text: string, subnetText: string): string | null {
  const address = parseIpv4(text.trim());
  if (Number.isNaN(address)) return t('networks.addressFormat');
  return isOutside(address, subnetText.trim())
    ? t('networks.rangeOutside', { subnet: subnetText.trim() })
    : null;
}

/** The addresses; null if one is not an address, or if there are too many. */
export function dnsList(text: string): string[] | null {
  const addresses = text.split(/[\s,]+/).filter((address) => address !== '');
  const valid = addresses.every((address) => !Number.isNaN(parseIpv4(address)));
  return valid && addresses.length <= 3 ? addresses : null;
}

function mtuOf(text: string): number | null {
  const mtu = /^\d{1,5}$/.test(text.trim()) ? Number(text) : 0;
  return mtu >= 576 && mtu <= 65520 ? mtu : null;
}
