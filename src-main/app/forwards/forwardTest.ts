/**
 * What somebody meets who connects to a forward, found by doing so.
 *
 * The forward's socket takes every TCP connection, whatever the guest says to it afterwards; so
 * beside what comes back on the connection, the state of its flow is asked for: past the handshake,
 * the guest has answered. A UDP service need not answer at all: an empty datagram is sent, and
 * where nothing comes back, nothing is known.
 */
import { createSocket } from 'node:dgram';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { ForwardAnswer } from '../../contract/network.ts';

/** What is connected to. */
export interface ForwardTarget {
  readonly protocol: 'tcp' | 'udp';
  /** Dotted decimal; 0.0.0.0 is reached as 127.0.0.1. */
  readonly address: string;
  readonly port: number;
}

/** The TCP state of the flow that came in from this port of ours; null: there is none. */
export type FlowState = (localPort: number) => Promise<string | null>;

/** How long an answer is waited for, ms: a guest's SYN is sent again after one second, and two more. */
const PATIENCE_MS = 4000;
/** Between two looks at the flow, ms. */
const LOOK_MS = 50;
/** RFC 9293's words for before the guest's answer. */
const UNANSWERED: ReadonlySet<string | null> = new Set(['syn-sent', 'syn-received', null]);

export function testForward(target: ForwardTarget, flowState: FlowState): Promise<ForwardAnswer> {
  const address = target.address === '0.0.0.0' ? '127.0.0.1' : target.address;
  const { protocol, port } = target;
  return protocol === 'tcp' ? testTcp(address, port, flowState) : testUdp(address, port);
}

async function testTcp(host: string, port: number, flowState: FlowState): Promise<ForwardAnswer> {
  const socket = connect({ host, port });
  const ended = new AbortController();
  try {
    return await Promise.race([
      heardOn(socket),
      established(socket, flowState, ended.signal),
      pause(PATIENCE_MS, 'silent' as const, { signal: ended.signal }),
    ]);
  } finally {
    ended.abort();
    socket.destroy();
  }
}

function heardOn(socket: Socket): Promise<ForwardAnswer> {
  return new Promise((resolve) => {
    socket.on('data', () => resolve('answered'));
    socket.on('end', () => resolve('answered'));
    socket.on('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code === 'ECONNRESET' ? 'refused' : 'notListening'),
    );
  });
}

/** Never resolves where the guest does not answer. */
async function established(
  socket: Socket,
  flowState: FlowState,
  signal: AbortSignal,
): Promise<ForwardAnswer> {
  while (!signal.aborted) {
    const { localPort } = socket;
    if (localPort !== undefined && !UNANSWERED.has(await flowState(localPort))) return 'answered';
    await pause(LOOK_MS);
  }
  return 'silent';
}

function testUdp(address: string, port: number): Promise<ForwardAnswer> {
  const socket = createSocket('udp4');
  const { promise, resolve } = Promise.withResolvers<ForwardAnswer>();
  const timer = setTimeout(() => resolve('unknown'), PATIENCE_MS);
  socket.on('message', () => resolve('answered'));
  socket.on('error', () => resolve('notListening'));
  // Without a callback for `connect`, its failure is told as any other: by 'error'.
  socket.on('connect', () => socket.send(new Uint8Array()));
  socket.connect(port, address);
  return promise.finally(() => {
    clearTimeout(timer);
    socket.close();
  });
}
