/** Port forwards (R29): the host's ports that lead to a guest. */
import type { CheckedArgs } from '../../contract/contract.ts';
import { PatchcordError, type Problem } from '../../contract/errors.ts';
import { formatIpv4, netmask, parseIpv4, sameSubnet } from '../../address/ipv4.ts';
import type { HostAddress } from '../../host/nics.ts';
import type { ForwardRecord } from '../../store/records.ts';
import { AppError } from '../appError.ts';
import type { Desk } from '../desk.ts';
import { findAdapter, findForward, findVm } from '../desired/desiredState.ts';
import { newId } from '../names.ts';
import { probePort } from './portProbe.ts';

/** Ports below are for the system's own services (net.ipv4.ip_unprivileged_port_start). */
const FIRST_UNPRIVILEGED_PORT = 1024;
const LAST_PORT = 65_535;
const ANY_ADDRESS = '0.0.0.0';

/** Where a forward listens. */
type Ear = Pick<ForwardRecord, 'protocol' | 'address' | 'port'>;

/** Returns the forward's id. */
export async function addForward(desk: Desk, args: CheckedArgs<'forward.add'>): Promise<string> {
  const wanted = (): ForwardRecord => newForward(desk, args);
  await probe(desk, wanted(), null);
  // Others may have changed what is set while the kernel was asked.
  return insert(desk, wanted());
}

/** Without asking the kernel whether the port is free: the forward itself tells where it is not. */
export function keepForward(desk: Desk, args: CheckedArgs<'forward.add'>): string {
  return insert(desk, newForward(desk, args));
}

function newForward(desk: Desk, args: CheckedArgs<'forward.add'>): ForwardRecord {
  const { state, host } = desk;
  const id = newId('fwd', state.forwards, (octets) => host.random(octets));
  return checked(desk, { ...args, id, vmId: findVm(state, args.vm).id });
}

function insert(desk: Desk, forward: ForwardRecord): string {
  desk.commit((store) => store.forwards.insert(forward));
  return forward.id;
}

/** Returns the forward's id. */
export async function setForward(desk: Desk, args: CheckedArgs<'forward.set'>): Promise<string> {
  const wanted = (): ForwardRecord => {
    const before = findForward(desk.state, args.id);
    const { n = before.n, protocol = before.protocol, address = before.address } = args;
    const { port = before.port, guestPort = before.guestPort } = args;
    return checked(desk, { ...before, n, protocol, address, port, guestPort });
  };
  await probe(desk, wanted(), args.id);
  const forward = wanted();
  desk.commit((store) => store.forwards.update(forward));
  return forward.id;
}

/** Why a forward could not listen there, or null. */
export async function checkForward(
  desk: Desk,
  { id, ...ear }: CheckedArgs<'forward.check'>,
): Promise<Problem | null> {
  try {
    await probe(desk, ear, id);
    return null;
  } catch (error) {
    if (error instanceof PatchcordError) return error.toProblem();
    throw error;
  }
}

export function removeForward(desk: Desk, id: string): void {
  findForward(desk.state, id);
  desk.commit((store) => store.forwards.remove(id));
}

/** In its canonical form. */
function checked(desk: Desk, forward: ForwardRecord): ForwardRecord {
  const { id, vmId, guestPort } = forward;
  const { n } = findAdapter(findVm(desk.state, vmId), forward.n);
  const ear = checkedEar(desk, forward, id);
  if (guestPort < 1 || guestPort > LAST_PORT)
    throw new AppError('guestPortOutOfRange', { port: guestPort });
  return { id, vmId, n, ...ear, guestPort };
}

/** @param id of the forward that is to listen there; null: a new one */
function checkedEar(desk: Desk, { protocol, address: text, port }: Ear, id: string | null): Ear {
  checkPort(port);
  const address = checkAddress(text, desk.host.addresses());
  const ear = { protocol, address, port };
  const owner = desk.state.forwards.find((other) => other.id !== id && overlap(other, ear));
  if (owner === undefined) return ear;
  const vm = findVm(desk.state, owner.vmId).name;
  throw new AppError('forwardTaken', { protocol, address: owner.address, port, vm, n: owner.n });
}

/** Asks the kernel too, unless it would find the forward itself there. */
async function probe(desk: Desk, ear: Ear, id: string | null): Promise<void> {
  const { protocol, address, port } = checkedEar(desk, ear, id);
  const own = desk.state.forwards.find((forward) => forward.id === id);
  if (own !== undefined && overlap(own, { protocol, address, port })) return;
  await probePort(protocol, address, port);
}

function checkPort(port: number): void {
  if (port < 1 || port > LAST_PORT) throw new AppError('portOutOfRange', { port });
  if (port < FIRST_UNPRIVILEGED_PORT)
    throw new AppError('portPrivileged', { port, first: FIRST_UNPRIVILEGED_PORT });
}

function checkAddress(text: string, hostAddresses: readonly HostAddress[]): string {
  const value = parseIpv4(text);
  if (Number.isNaN(value)) throw new AppError('addressMalformed', { address: text });
  const address = formatIpv4(value);
  const ours = address === ANY_ADDRESS || isLoopback(value);
  if (!ours && !hostAddresses.some((candidate) => candidate.address === address))
    throw new AppError('addressNotOfHost', { address });
  return address;
}

/** Linux listens on all of 127.0.0.0/8. */
function isLoopback(address: number): boolean {
  return sameSubnet(address, 0x7f00_0000, netmask(8));
}

/** Whether the two cannot both listen at the same time. */
function overlap(a: Ear, b: Ear): boolean {
  const addresses = [a.address, b.address];
  const meet = a.address === b.address || addresses.includes(ANY_ADDRESS);
  return a.protocol === b.protocol && a.port === b.port && meet;
}
