/** Why the outside could not do something. */
import type { IpAddress } from '../../address/ip.ts';

export interface OutsideError {
  /** Name of the errno, `ECONNREFUSED`; empty when only an ICMP message says what happened. */
  readonly errno: string;
  /** Address that sent the ICMP error; null: this computer, or not known. */
  readonly offender: IpAddress | null;
  /** Type and code of the ICMP error; null: there was none, or it is not known. */
  readonly type: number | null;
  readonly code: number | null;
  /** Next-hop MTU of a packet that was too big, octets; 0: not known. */
  readonly mtu: number;
}

/** An error of which only the errno is known. */
export function outsideError(errno: string): OutsideError {
  return { errno, offender: null, type: null, code: null, mtu: 0 };
}
