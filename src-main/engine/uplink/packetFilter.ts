/**
 * The filter of an uplink's packet socket, as a program of classic BPF. Of all frames that pass a
 * promiscuous NIC, the kernel copies only those that may be for a guest.
 * Read first: Documentation/networking/filter.rst of Linux; hostNic.ts.
 */
/** Instruction codes of linux/bpf_common.h. */
const LOAD_WORD = 0x20;
const LOAD_HALF = 0x28;
const LOAD_OCTET = 0x30;
const JUMP_IF_EQUAL = 0x15;
const JUMP_IF_SET = 0x45;
const RETURN = 0x06;

/** SKF_AD_OFF + SKF_AD_PKTTYPE: how the kernel classes the frame. */
const PACKET_TYPE = 0xffff_f004;
const PACKET_OUTGOING = 4;

const DESTINATION = 0;
const SOURCE = 6;
const GROUP_BIT = 1;
const WHOLE_FRAME = 0x4_0000;
const NOTHING = 0;
const TWO_32 = 0x1_0000_0000;

/**
 * Accepts frames to groups and to `stations`, but not from them: those are our own, reflected.
 * @param proxy the one address of all stations (MAC translation), or null: frames to it are accepted
 *   too, and frames from it that came from outside are not
 */
export function uplinkFilter(stations: readonly number[], proxy: number | null): Uint32Array {
  const program: number[] = [];
  for (const mac of stations) returnIf(program, SOURCE, mac, NOTHING);
  if (proxy !== null) refuseReflected(program, proxy);
  add(program, LOAD_OCTET, DESTINATION);
  add(program, JUMP_IF_SET, GROUP_BIT, 0, 1);
  add(program, RETURN, WHOLE_FRAME);
  for (const mac of stations) returnIf(program, DESTINATION, mac, WHOLE_FRAME);
  if (proxy !== null) returnIf(program, DESTINATION, proxy, WHOLE_FRAME);
  add(program, RETURN, NOTHING);
  return Uint32Array.from(program);
}

/** `ifSo`, `ifNot`: how many instructions a jump skips. */
function add(program: number[], code: number, operand: number, ifSo = 0, ifNot = 0): void {
  program.push(code | (ifSo << 16) | (ifNot << 24), operand);
}

function returnIf(program: number[], at: number, mac: number, verdict: number): void {
  add(program, LOAD_WORD, at + 2);
  add(program, JUMP_IF_EQUAL, mac % TWO_32, 0, 3);
  add(program, LOAD_HALF, at);
  add(program, JUMP_IF_EQUAL, Math.floor(mac / TWO_32), 0, 1);
  add(program, RETURN, verdict);
}

/** Frames with the proxy's address that this computer did not send: an access point reflects them. */
function refuseReflected(program: number[], proxy: number): void {
  add(program, LOAD_WORD, PACKET_TYPE);
  add(program, JUMP_IF_EQUAL, PACKET_OUTGOING, 5, 0);
  returnIf(program, SOURCE, proxy, NOTHING);
}
