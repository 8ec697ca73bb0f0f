/** What is typed to add a port forward, and what is wrong with it. */
import { settingsText as t } from '../text/en/settings.ts';
import { ipv4Number } from './ipv4Text.ts';

export interface ForwardEntry {
  protocol: 'tcp' | 'udp';
  address: string;
  port: string;
  guestPort: string;
  n: number;
}

interface Listening {
  readonly protocol: 'tcp' | 'udp';
  readonly address: string;
  readonly port: number;
}

export interface ForwardFaults {
  address?: string;
  port?: string;
  guestPort?: string;
}

/** Below it a port belongs to the system (R29); Linux: net.ipv4.ip_unprivileged_port_start. */
const FIRST_FREE_PORT = 1024;

export function portOf(text: string): number | null {
  const port = /^\d{1,5}$/.test(text.trim()) ? Number(text) : 0;
  return port >= 1 && port <= 65535 ? port : null;
}

export function forwardFaults(entry: ForwardEntry, rules: readonly Listening[]): ForwardFaults {
  const port = hostPortFault(entry, rules);
  return {
    ...(ipv4Number(entry.address) === null && { address: t.addressFormat }),
    ...(port !== null && { port }),
    ...(portOf(entry.guestPort) === null && { guestPort: t.portRange }),
  };
}

function hostPortFault(entry: ForwardEntry, rules: readonly Listening[]): string | null {
  const port = portOf(entry.port);
  if (port === null) return t.portRange;
  if (port < FIRST_FREE_PORT) return t.portLow;
  const taken = rules.some(
    (rule) =>
      rule.protocol === entry.protocol &&
      rule.port === port &&
      overlaps(rule.address, entry.address.trim()),
  );
  return taken ? t.forwardTaken : null;
}

const overlaps = (a: string, b: string): boolean => a === b || a === '0.0.0.0' || b === '0.0.0.0';
