/** A port forward as typed, and the faults that can be found without the program. */
import { parseIpv4 } from '../../../src-main/address/ipv4.ts';
import { t } from '../../text/text.ts';
import type { ForwardRule } from './vmDraft.ts';

export interface ForwardEntry {
  protocol: 'tcp' | 'udp';
  address: string;
  port: string;
  guestPort: string;
  n: number;
}

type Listening = Pick<ForwardRule, 'protocol' | 'address' | 'port'>;

export interface ForwardFaults {
  address?: string;
  port?: string;
  guestPort?: string;
}

/** Lower ports are for the system's services (R29; net.ipv4.ip_unprivileged_port_start). */
const FIRST_FREE_PORT = 1024;

function portOf(text: string): number | null {
  const port = /^\d{1,5}$/.test(text.trim()) ? Number(text) : 0;
  return port >= 1 && port <= 65535 ? port : null;
}

/** The fields for a rule, or for a new rule for adapter `n`. */
export function entryOf(rule: ForwardRule | null, n: number): ForwardEntry {
  if (rule === null) return { protocol: 'tcp', address: '127.0.0.1', port: '', guestPort: '', n };
  const { protocol, address, port, guestPort } = rule;
  return { protocol, address, port: String(port), guestPort: String(guestPort), n: rule.n };
}

/** The rule of an entry without faults. */
export function ruleOf({ n, protocol, address, port, guestPort }: ForwardEntry): ForwardRule {
  const ports = { port: Number(port), guestPort: Number(guestPort) };
  return { n, protocol, address: address.trim(), ...ports };
}

/** @param rules the VM's other rules */
export function forwardFaults(entry: ForwardEntry, rules: readonly Listening[]): ForwardFaults {
  const port = hostPortFault(entry, rules);
  return {
    ...(Number.isNaN(parseIpv4(entry.address.trim())) && { address: t('forwards.addressFormat') }),
    ...(port !== null && { port }),
    ...(portOf(entry.guestPort) === null && { guestPort: t('forwards.portRange') }),
  };
}

function hostPortFault(entry: ForwardEntry, rules: readonly Listening[]): string | null {
  const port = portOf(entry.port);
  if (port === null) return t('forwards.portRange');
  if (port < FIRST_FREE_PORT) return t('forwards.portLow');
  const taken = rules.some(
    (rule) =>
      rule.protocol === entry.protocol &&
      rule.port === port &&
      overlaps(rule.address, entry.address.trim()),
  );
  return taken ? t('forwards.taken') : null;
}

const overlaps = (a: string, b: string): boolean => a === b || a === '0.0.0.0' || b === '0.0.0.0';
