/**
 * The calls that need a privilege. This process makes them if it has CAP_NET_ADMIN and CAP_NET_RAW
 * (root, a container, a namespace of a test); otherwise patchcord-helper does.
 * Read first: native/helper/verbs.h.
 *
 * All calls are synchronous and take some ms; descriptors are non-blocking and the caller
 * closes them. Each throws PrivilegeError: `helperMissing`, `notInGroup`, `helperRefused`,
 * `helperNotCapable`, `helperConfigRefused`, `helperOutdated`, `nicNotAllowed`, `tapNotAllowed`,
 * `interfaceGone`, `tunMissing`, `tunForbidden`, `tapBusy`, `privilegedCallFailed`,
 * `nativeModuleMissing`.
 */
import { closeSync, readFileSync } from 'node:fs';
import { askHelper } from './helperProgram.ts';
import { loadNativeModule } from './nativeModule.ts';
import { PrivilegeError, failure } from './privilegeError.ts';

/** Capability numbers of linux/capability.h. */
const CAP_NET_ADMIN = 12n;
const CAP_NET_RAW = 13n;
const BOTH = (1n << CAP_NET_ADMIN) | (1n << CAP_NET_RAW);

/** First letters of every TAP that Patchcord may create. */
const OUR_TAPS = 'pc';

/** On undoing: there is nothing to undo. */
const ALREADY_GONE = new Set(['ENOENT', 'ENODEV']);

/** Whether this thread has the capabilities itself, without the helper. */
export function canDoInProcess(): boolean {
  const status = readFileSync('/proc/thread-self/status', 'utf8');
  const effective = BigInt(`0x${/^CapEff:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? '0'}`);
  return (effective & BOTH) === BOTH;
}

/**
 * A TAP with virtio-net headers (IFF_VNET_HDR; the caller sets the offloads), up. `pc…` and
 * `pc…%d` are created if absent, and deleted with the descriptor; others must exist. `mac` is like
 * 02:00:00:00:00:01; null: the kernel chooses it.
 */
export function openTap(tap: { readonly name: string; readonly mac: string | null }): {
  fd: number;
  name: string;
} {
  return open(['open-tap', tap.name, tap.mac ?? '-']);
}

/**
 * A TAP for another program to open, up. One of Patchcord's is created if absent, stays until
 * `dropTap`, and belongs to this user. `tapBusy`: another program has it open.
 */
export function offerTap(name: string): void {
  const { fd } = openTap({ name, mac: null });
  keep(fd, name, name.startsWith(OUR_TAPS) ? process.getuid!() : null);
}

/** Deletes one of Patchcord's TAPs. `tapBusy`: another program has it open, and it stays. */
export function dropTap(name: string): void {
  keep(openTap({ name, mac: null }).fd, name, -1);
}

/** Closes the descriptor. `owner` null: the TAP keeps its owner. */
function keep(fd: number, name: string, owner: number | null): void {
  try {
    const errno = owner === null ? 0 : (loadNativeModule()?.keepTap?.(fd, owner) ?? 0);
    if (errno !== 0) throw failure(errno, ['keep-tap', name]);
  } finally {
    closeSync(fd);
  }
}

/**
 * A packet socket with the frames that the NIC receives and sends (PACKET_OUTGOING). The caller sets
 * how much it receives, and in which form frames are read.
 */
export function openPacketSocket(nic: string): { fd: number } {
  return { fd: open(['open-packet', nic]).fd };
}

/** Frames written to the TAP, one of Patchcord's, arrive at the host as if from the NIC. */
export function redirect(tap: string, nic: string, on: boolean): void {
  toggle(['redirect', tap, nic], on);
}

/** Cuts the host's stack off from the NIC. It stays after the process has ended, so record it first. */
export function isolate(nic: string, on: boolean): void {
  toggle(['isolate', nic], on);
}

/** Gives a TAP of Patchcord's a private IPv4 address, such as 169.254.0.1/16, until it is deleted. */
export function hostAddress(tap: string, cidr: string): void {
  run(['address', tap, cidr]);
}

function open(words: readonly string[]): { fd: number; name: string } {
  const opened = run(words);
  // Not Patchcord's helper: it answered `ok` but passed no descriptor.
  if (opened.fd < 0) throw new PrivilegeError('helperOutdated');
  return opened;
}

function toggle(words: readonly string[], on: boolean): void {
  try {
    run([...words, on ? 'on' : 'off']);
  } catch (error) {
    const gone = error instanceof PrivilegeError && ALREADY_GONE.has(String(error.params['errno']));
    if (on || !gone) throw error;
  }
}

function run(words: readonly string[]): { fd: number; name: string } {
  const { runVerb, runHelper } = loadNativeModule() ?? {};
  if (!runVerb || !runHelper) throw new PrivilegeError('nativeModuleMissing');
  if (!canDoInProcess()) return askHelper(runHelper, words);
  const { fd, errno, name } = runVerb(words);
  if (errno !== 0) throw failure(errno, words);
  return { fd, name };
}
