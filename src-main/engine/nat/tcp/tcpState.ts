/**
 * The states of our end of a connection with a guest, and which state follows once both ends have
 * sent.
 * Read first: RFC 9293 §3.3.2, figure 5.
 */
export const TcpState = {
  /** The guest's SYN has arrived and is not answered: the host is still connecting. */
  connecting: 0,
  /** SYN-ACK sent. */
  synReceived: 1,
  /** SYN sent, for a forward. */
  synSent: 2,
  established: 3,
  /** Our FIN was sent first. */
  finWait1: 4,
  finWait2: 5,
  /** The guest's FIN came first. */
  closeWait: 6,
  closing: 7,
  lastAck: 8,
  timeWait: 9,
  /** Out of the table. The host may still be sending what the guest has written. */
  closed: 10,
} as const;
export type TcpState = (typeof TcpState)[keyof typeof TcpState];

/** RFC 9293's words in lower case. To people, `connecting` is SYN-RECEIVED as well. */
const NAMES = [
  'syn-received',
  'syn-received',
  'syn-sent',
  'established',
  'fin-wait-1',
  'fin-wait-2',
  'close-wait',
  'closing',
  'last-ack',
  'time-wait',
  'closed',
] as const;

export function stateName(state: TcpState): string {
  return NAMES[state];
}

/**
 * The next state, or the same one.
 * @param sent our FIN was sent
 * @param acknowledged our FIN was acknowledged
 * @param received the guest's FIN and everything before it have arrived
 */
export function nextState(
  state: TcpState,
  sent: boolean,
  acknowledged: boolean,
  received: boolean,
): TcpState {
  if (state === TcpState.established) {
    if (sent) return TcpState.finWait1;
    return received ? TcpState.closeWait : state;
  }
  if (state === TcpState.finWait1) {
    if (acknowledged) return TcpState.finWait2;
    return received ? TcpState.closing : state;
  }
  if (state === TcpState.finWait2) return received ? TcpState.timeWait : state;
  if (state === TcpState.closeWait) return sent ? TcpState.lastAck : state;
  if (state === TcpState.closing) return acknowledged ? TcpState.timeWait : state;
  if (state === TcpState.lastAck) return acknowledged ? TcpState.closed : state;
  return state;
}
