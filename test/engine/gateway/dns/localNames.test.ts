import { type DecodedPacket, RECURSION_DESIRED, decode, encode } from 'dns-packet';
import { describe, expect, it } from 'vitest';
import { parseIp } from '../../../../src-main/address/ip.ts';
import { LocalNames } from '../../../../src-main/engine/gateway/dns/localNames.ts';
import type { GatewaySettings } from '../../../../src-main/engine/gateway/gatewaySettings.ts';
import { parseDnsQuery } from '../../../../src-main/engine/wire/dns.ts';
import { GUEST_MAC, OTHER_MAC, SHARED } from '../../../scenario/gatewayScene.ts';

const ADDRESSES = ['192.168.131.16', '192.168.131.17'].map((text) => parseIp(text)!);

/** vm1 has two addresses; vm2 has none yet. */
const names = [
  { name: 'vm1', mac: GUEST_MAC },
  { name: 'VM2', mac: OTHER_MAC },
];
const SETTINGS: GatewaySettings = { ...SHARED, dns: { servers: [], names } };

function localNames(settings = SETTINGS): LocalNames {
  return new LocalNames(settings, {
    addressesOf: (mac) => (mac === GUEST_MAC ? ADDRESSES : []),
    find: () => null,
    macOf: () => Number.NaN,
  });
}

function ask(name: string, type: string, local = localNames(), edit?: (query: Buffer) => void) {
  const flags = RECURSION_DESIRED;
  const query = encode({ id: 7, type: 'query', flags, questions: [{ name, type: type as 'A' }] });
  edit?.(query);
  const question = parseDnsQuery(query);
  if (typeof question === 'number') throw new Error(`no query: ${question}`);
  const reply = local.answer(query, question);
  return reply && (decode(reply) as DecodedPacket & { rcode: string });
}

/** The data of the answers, or the result code if there are none; null: not a local name. */
function answers(name: string, type: string, local?: LocalNames): unknown {
  const reply = ask(name, type, local);
  if (reply === null) return null;
  return reply.answers!.length === 0
    ? reply.rcode
    : reply.answers!.map((answer) => 'data' in answer && answer.data);
}

describe('a name', () => {
  it.each([
    ['of a guest gives each of its addresses', 'vm1', ['192.168.131.16', '192.168.131.17']],
    ['of the gateway gives its address', 'gateway', ['192.168.131.1']],
    ['of a guest without an address exists', 'vm2', 'NOERROR'],
    ['that no guest has does not exist', 'vm3', 'NXDOMAIN'],
    ['below that of a guest does not exist', 'www.vm1', 'NXDOMAIN'],
  ])('%s', (_, label, expected) => {
    expect(answers(`${label}.patchcord.internal`, 'A')).toEqual(expected);
  });

  it('counts without case', () => {
    expect(answers('Vm1.PATCHCORD.internal', 'A')).toHaveLength(2);
    expect(answers('vm2.patchcord.internal', 'A')).toBe('NOERROR');
  });

  it('of the domain itself exists and has no data', () => {
    expect(answers('patchcord.internal', 'A')).toBe('NOERROR');
  });

  it('has no data of other types, but gives its addresses to ANY', () => {
    expect(answers('vm1.patchcord.internal', 'AAAA')).toBe('NOERROR');
    expect(answers('vm1.patchcord.internal', 'ANY')).toHaveLength(2);
  });

  it.each(['example.net', 'notpatchcord.internal', 'patchcord.internal.example.net'])(
    '%s is left to the host',
    (name) => {
      expect(answers(name, 'A')).toBeNull();
    },
  );
});

describe('an address', () => {
  it.each([
    ['of the gateway', '1.131.168.192', ['gateway.patchcord.internal']],
    ['of a guest, also its second', '17.131.168.192', ['vm1.patchcord.internal']],
    ['of this subnet without a name does not exist', '99.131.168.192', 'NXDOMAIN'],
    ['of another subnet is left to the host', '1.132.168.192', null],
    ['with too few labels is left to the host', '131.168.192', null],
    ['with labels that are no numbers is left to the host', 'x.131.168.192', null],
  ])('%s', (_, labels, expected) => {
    expect(answers(`${labels}.in-addr.arpa`, 'PTR')).toEqual(expected);
  });

  it('that has a name has no data of other types', () => {
    expect(answers('16.131.168.192.in-addr.arpa', 'A')).toBe('NOERROR');
  });
});

describe('the reply', () => {
  it('is authoritative, keeps the name as it was asked, and may be kept for 5 s', () => {
    const reply = ask('vM1.Patchcord.Internal', 'A')!;
    expect(reply).toMatchObject({ id: 7, type: 'response', flag_aa: true, flag_rd: true });
    expect(reply.questions![0]!.name).toBe('vM1.Patchcord.Internal');
    expect(reply.answers![0]).toMatchObject({ name: 'vM1.Patchcord.Internal', ttl: 5 });
  });

  it('to a question of another class comes from the host', () => {
    const chaos = (query: Buffer): void => void query.writeUInt16BE(3, query.length - 2);
    expect(ask('vm1.patchcord.internal', 'A', localNames(), chaos)).toBeNull();
  });
});

it('follows changed settings, and knows no guest while DNS is off', () => {
  const local = localNames();
  local.apply({ ...SETTINGS, dns: { servers: [], names: [{ name: 'web', mac: GUEST_MAC }] } });
  expect(answers('web.patchcord.internal', 'A', local)).toHaveLength(2);
  expect(answers('vm1.patchcord.internal', 'A', local)).toBe('NXDOMAIN');
  local.apply({ ...SETTINGS, dns: null });
  expect(answers('web.patchcord.internal', 'A', local)).toBe('NXDOMAIN');
  expect(answers('16.131.168.192.in-addr.arpa', 'PTR', local)).toBe('NXDOMAIN');
});
