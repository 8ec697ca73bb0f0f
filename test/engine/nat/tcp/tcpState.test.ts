import { describe, expect, it } from 'vitest';
import { TcpState, nextState, stateName } from '../../../../src-main/engine/nat/tcp/tcpState.ts';

/** What happens to a connection: our FIN is sent or acknowledged, or the guest's arrives. */
type Event = 'sent' | 'acknowledged' | 'received';

/** The states that a connection passes through, in RFC 9293's words. */
function wayThrough(...events: Event[]): string[] {
  const happened = { sent: false, acknowledged: false, received: false };
  let state: TcpState = TcpState.established;
  return events.map((event) => {
    happened[event] = true;
    state = nextState(state, happened.sent, happened.acknowledged, happened.received);
    return stateName(state);
  });
}

describe('closing (RFC 9293 §3.3.2, figure 5)', () => {
  it.each<[string, Event[], string[]]>([
    [
      'we close first',
      ['sent', 'acknowledged', 'received'],
      ['fin-wait-1', 'fin-wait-2', 'time-wait'],
    ],
    [
      'the guest closes first',
      ['received', 'sent', 'received', 'acknowledged'],
      ['close-wait', 'last-ack', 'last-ack', 'closed'],
    ],
    [
      'both close at the same time',
      ['sent', 'received', 'sent', 'acknowledged'],
      ['fin-wait-1', 'closing', 'closing', 'time-wait'],
    ],
  ])('%s', (_, events, states) => {
    expect(wayThrough(...events)).toEqual(states);
  });
});

it('one step at a time leads from an acknowledgment that carries FIN to TIME-WAIT', () => {
  const finWait2 = nextState(TcpState.finWait1, true, true, true);
  expect([finWait2, nextState(finWait2, true, true, true)]).toEqual([
    TcpState.finWait2,
    TcpState.timeWait,
  ]);
});

it('nothing leads out of the states before the handshake is done, TIME-WAIT or closed', () => {
  const { connecting, synReceived, synSent, timeWait, closed } = TcpState;
  for (const state of [connecting, synReceived, synSent, timeWait, closed])
    expect(nextState(state, true, true, true)).toBe(state);
});

it('without an event each state stays', () => {
  for (const state of Object.values(TcpState))
    expect(nextState(state, false, false, false)).toBe(state);
});
