/**
 * ICMP echo over the ping sockets of the native module.
 * Read first: echo.ts, native/lib/pingSocket.ts.
 * Left out: IPv6.
 */
import { PingSocket } from '../../../../native/lib/pingSocket.ts';
import { ipv4ToIp } from '../../../address/ip.ts';
import type { Echo, EchoEvents } from '../echo.ts';
import { outsideError } from '../outsideError.ts';

/** Null where ping sockets are not allowed, or where the native module cannot be loaded. */
export function openNodeEcho(events: EchoEvents): Echo | null {
  const socket = openPingSocket(events);
  if (socket === null) return null;
  return {
    send: (destination, sequence, payload, hopLimit) => {
      const errno = socket.send(destination.ipv4, sequence, payload, hopLimit);
      if (errno !== null) events.failed(outsideError(errno), sequence);
    },
    close: () => socket.close(),
  };
}

function openPingSocket(events: EchoEvents): PingSocket | null {
  try {
    return PingSocket.open({
      reply: (source, sequence, payload) => events.reply(ipv4ToIp(source), sequence, payload),
      error: (source, type, code, sequence, mtu) => {
        const offender = source === 0 ? null : ipv4ToIp(source);
        events.failed({ errno: '', offender, type, code, mtu }, sequence);
      },
      failed: (errno) => events.failed(outsideError(errno), null),
    });
  } catch {
    return null;
  }
}
