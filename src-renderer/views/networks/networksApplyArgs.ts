/** The drafts of the networks dialog as the arguments of `networks.apply`. */
import { canonicalMac } from '../../../src-main/address/mac.ts';
import type { CallArgs } from '../../../src-main/contract/contract.ts';
import type { NetworkChange, Reservation } from '../../../src-main/contract/network.ts';
import { dnsList, formOf, type NetworkDraft, type NetworkForm } from './networkDraft.ts';

/** @param drafts the changed drafts, which have no faults */
export function networksApplyArgs(drafts: readonly NetworkDraft[]): CallArgs<'networks.apply'> {
  const there = drafts.flatMap((draft) =>
    draft.base === null ? [] : [{ draft, network: draft.base.id }],
  );
  return {
    removed: there.filter(({ draft }) => draft.removed).map(({ network }) => network),
    changed: there
      .filter(({ draft }) => !draft.removed)
      .map(({ draft, network }) => ({ network, change: changeOf(draft) })),
    added: drafts
      .filter(({ base }) => base === null)
      .map((draft) => ({ ...changeOf(draft), name: nameOf(draft), kind: draft.kind })),
  };
}

/** The draft that the parameter `refusedNetwork` of a refusal names. */
export function refusedDraft(
  drafts: readonly NetworkDraft[],
  refusedNetwork: unknown,
): NetworkDraft | undefined {
  return drafts.find((draft) => (draft.base?.id ?? nameOf(draft)) === refusedNetwork);
}

function nameOf(draft: NetworkDraft): string {
  return formOf(draft).name.trim();
}

function changeOf(draft: NetworkDraft): NetworkChange {
  const form = formOf(draft);
  const touched = (field: keyof NetworkForm): boolean => field in draft.edits;
  const range = { from: form.from.trim(), to: form.to.trim() };
  return {
    ...(touched('name') && { name: form.name.trim() }),
    ...(touched('subnet') && form.subnet.trim() !== '' && { subnet: form.subnet.trim() }),
    ...(touched('dhcp') && { dhcp: form.dhcp }),
    ...((touched('from') || touched('to')) && range.from !== '' && { range }),
    ...(touched('dns') && { dns: dnsList(form.dns) ?? [] }),
    ...(touched('mtu') && { mtu: Number(form.mtu) }),
    ...(touched('dedicated') && { dedicated: form.dedicated }),
    ...(touched('translate') && { translate: form.translate }),
    ...(touched('hostPort') && { hostPort: form.hostPort }),
    ...(touched('reservations') && { reservations: form.reservations.map(typedReservation) }),
  };
}

function typedReservation({ mac, address }: Reservation): Reservation {
  return { mac: canonicalMac(mac), address: address.trim() };
}
