/** Port forwards (R29): ports of this computer that are forwarded to a guest. */
import type { CheckedArgs } from '../../contract/contract.ts';
import { PatchcordError, type Problem } from '../../contract/errors.ts';
import { formatIpv4, netmask, parseIpv4, sameSubnet } from '../../address/ipv4.ts';
import type { HostAddress } from '../../host/nics.ts';
import type { ForwardRecord } from '../../store/records.ts';
import { AppError } from '../appError.ts';
import type { AppContext } from '../appContext.ts';
import { findAdapter, findForward, findVm } from '../desired/desiredState.ts';
import { newId } from '../names.ts';
import { probePort } from './portProbe.ts';

/** Lower ports are for the system's services (net.ipv4.ip_unprivileged_port_start). */
const FIRST_UNPRIVILEGED_PORT = 1024;
const LAST_PORT = 65_535;
const ANY_ADDRESS = '0.0.0.0';

/** Where a forward listens. */
type Endpoint = Pick<ForwardRecord, 'protocol' | 'address' | 'port'>;

type ForwardChange = CheckedArgs<'forward.set'>;
type ForwardChanges = CheckedArgs<'vm.apply'>['forwards'];

/** Returns the forward's id. */
export async function addForward(
  app: AppContext,
  args: CheckedArgs<'forward.add'>,
): Promise<string> {
  await probe(app, args, []);
  return keepForward(app, args);
}

/** Does not ask the kernel whether the port is free. If it is not, the forward's state shows it. */
export function keepForward(app: AppContext, args: CheckedArgs<'forward.add'>): string {
  const { state, host } = app;
  const id = newId('fwd', state.forwards, (octets) => host.random(octets));
  const forward = checked(app, { ...args, id, vmId: findVm(state, args.vm).id });
  app.commit((store) => store.forwards.insert(forward));
  return id;
}

/** Returns the forward's id. */
export async function setForward(app: AppContext, change: ForwardChange): Promise<string> {
  await probe(app, changedForward(app, change), [change.id]);
  // Another call may have changed the forward during the probe.
  keepChange(app, changedForward(app, change));
  return change.id;
}

/**
 * Asks the kernel whether the ports of these changes are free. A transaction cannot wait for that.
 * @throws AppError `forwardUnknown`, and why a forward is refused
 */
export async function probeForwards(app: AppContext, changes: ForwardChanges): Promise<void> {
  const ids = [...changes.removed, ...changes.changed.map(({ id }) => id)];
  const changed = changes.changed.map((change) => changedForward(app, change));
  for (const endpoint of [...changed, ...changes.added]) await probe(app, endpoint, ids);
}

/**
 * Within a transaction, without asking the kernel.
 * @param setVm called between removals and changes. It may remove adapters and their forwards; a
 *   changed forward that is removed this way is stored again for its new adapter
 */
export function applyForwards(
  app: AppContext,
  vmId: string,
  { removed, changed, added }: ForwardChanges,
  setVm: () => void,
): void {
  const after = changed.map((change) => changedForward(app, change));
  for (const id of removed) removeForward(app, id);
  setVm();
  for (const forward of after) keepChange(app, forward);
  for (const forward of added) keepForward(app, { ...forward, vm: vmId });
}

/** Why a forward cannot listen there, or null. */
export async function checkForward(
  app: AppContext,
  { id, ...endpoint }: CheckedArgs<'forward.check'>,
): Promise<Problem | null> {
  try {
    await probe(app, endpoint, id === null ? [] : [id]);
    return null;
  } catch (error) {
    if (error instanceof PatchcordError) return error.toProblem();
    throw error;
  }
}

export function removeForward(app: AppContext, id: string): void {
  findForward(app.state, id);
  app.commit((store) => store.forwards.remove(id));
}

function changedForward(app: AppContext, change: ForwardChange): ForwardRecord {
  const before = findForward(app.state, change.id);
  const { n = before.n, protocol = before.protocol, address = before.address } = change;
  const { port = before.port, guestPort = before.guestPort } = change;
  return { ...before, n, protocol, address, port, guestPort };
}

function keepChange(app: AppContext, wanted: ForwardRecord): void {
  const forward = checked(app, wanted);
  const isThere = app.state.forwards.some(({ id }) => id === forward.id);
  app.commit(({ forwards }) => (isThere ? forwards.update(forward) : forwards.insert(forward)));
}

/** In its canonical form. */
function checked(app: AppContext, forward: ForwardRecord): ForwardRecord {
  const { id, vmId, guestPort } = forward;
  const { n } = findAdapter(findVm(app.state, vmId), forward.n);
  const endpoint = checkedEndpoint(app, forward, [id]);
  if (guestPort < 1 || guestPort > LAST_PORT)
    throw new AppError('guestPortOutOfRange', { port: guestPort });
  return { id, vmId, n, ...endpoint, guestPort };
}

/** @param except ids of forwards that do not count, such as the one that is to listen there */
function checkedEndpoint(
  app: AppContext,
  { protocol, address: text, port }: Endpoint,
  except: readonly string[],
): Endpoint {
  checkPort(port);
  const address = checkAddress(text, app.host.addresses());
  const endpoint = { protocol, address, port };
  const owner = app.state.forwards.find(
    (other) => !except.includes(other.id) && overlap(other, endpoint),
  );
  if (owner === undefined) return endpoint;
  const vm = findVm(app.state, owner.vmId).name;
  throw new AppError('forwardTaken', { protocol, address: owner.address, port, vm, n: owner.n });
}

/** Asks the kernel too, unless it would find one of the forwards `except` there. */
async function probe(app: AppContext, wanted: Endpoint, except: readonly string[]): Promise<void> {
  const endpoint = checkedEndpoint(app, wanted, except);
  const own = app.state.forwards.filter(({ id }) => except.includes(id));
  if (own.some((forward) => overlap(forward, endpoint))) return;
  await probePort(endpoint.protocol, endpoint.address, endpoint.port);
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
function overlap(a: Endpoint, b: Endpoint): boolean {
  const addresses = [a.address, b.address];
  const sharesAddress = a.address === b.address || addresses.includes(ANY_ADDRESS);
  return a.protocol === b.protocol && a.port === b.port && sharesAddress;
}
