/**
 * Tests a forward by connecting to it.
 *
 * The forward's socket accepts every TCP connection before the guest has answered. So the test also
 * reads the state of the flow: the guest has answered when the handshake is complete. For UDP the
 * test sends an empty datagram. A UDP service need not reply, so without a reply the result is
 * unknown.
 */
import { createSocket } from 'node:dgram';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { ForwardAnswer } from '../../contract/network.ts';

/** The forward to connect to. */
export interface ForwardTarget {
  readonly protocol: 'tcp' | 'udp';
  /** Dotted decimal; 0.0.0.0 is reached as 127.0.0.1. */
  readonly address: string;
  readonly port: number;
}

/** The TCP state of the flow from this local port; null: there is no such flow. */
export type FlowState = (localPort: number) => Promise<string | null>;

/**
 * Longest wait for an answer, ms: the SYN to the guest is sent again after one second and after
 * three.
 */
const ANSWER_WAIT_MS = 4000;
/** Time between two readings of the flow's state, ms. */
const READING_MS = 50;
/** States before the guest has answered, as RFC 9293 names them; null: no flow yet. */
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
      answerOn(socket),
      established(socket, flowState, ended.signal),
      pause(ANSWER_WAIT_MS, 'silent' as const, { signal: ended.signal }),
    ]);
  } finally {
    ended.abort();
    socket.destroy();
  }
}

function answerOn(socket: Socket): Promise<ForwardAnswer> {
  return new Promise((resolve) => {
    socket.on('data', () => resolve('answered'));
    socket.on('end', () => resolve('answered'));
    socket.on('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code === 'ECONNRESET' ? 'refused' : 'notListening'),
    );
  });
}

/** Resolves `answered` when the guest has completed the handshake, or `silent` after an abort. */
async function established(
  socket: Socket,
  flowState: FlowState,
  signal: AbortSignal,
): Promise<ForwardAnswer> {
  while (!signal.aborted) {
    const { localPort } = socket;
    if (localPort !== undefined && !UNANSWERED.has(await flowState(localPort))) return 'answered';
    await pause(READING_MS);
  }
  return 'silent';
}

function testUdp(address: string, port: number): Promise<ForwardAnswer> {
  const socket = createSocket('udp4');
  const { promise, resolve } = Promise.withResolvers<ForwardAnswer>();
  const timer = setTimeout(() => resolve('unknown'), ANSWER_WAIT_MS);
  socket.on('message', () => resolve('answered'));
  socket.on('error', () => resolve('notListening'));
  // Without a callback, a failed `connect` causes an 'error' event, as other failures do.
  socket.on('connect', () => socket.send(new Uint8Array()));
  socket.connect(port, address);
  return promise.finally(() => {
    clearTimeout(timer);
    socket.close();
  });
}
