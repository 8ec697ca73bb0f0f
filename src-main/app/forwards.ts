/** Port forwards (R29): the host's ports that lead to a guest. */
import type { CheckedArgs } from '../contract/contract.ts';
import { formatIpv4, netmask, parseIpv4, sameSubnet } from '../engine/wire/address.ts';
import type { HostAddress } from '../host/nics.ts';
import type { ForwardRecord } from '../store/records.ts';
import { AppError } from './appError.ts';
import type { Desk } from './desk.ts';
import { type DesiredState, findAdapter, findVm } from './desiredState.ts';
import { newId } from './names.ts';
import { probePort } from './portProbe.ts';

/** Ports below are for the system's own services (net.ipv4.ip_unprivileged_port_start). */
const FIRST_UNPRIVILEGED_PORT = 1024;
const LAST_PORT = 65_535;
const ANY_ADDRESS = '0.0.0.0';

/** Returns the forward's id. */
export async function addForward(desk: Desk, args: CheckedArgs<'forward.add'>): Promise<string> {
  const { protocol, address, port } = checked(desk, args);
  await probePort(protocol, address, port);
  // Others may have changed what is set while the kernel was asked.
  const forward = checked(desk, args);
  desk.commit((store) => store.forwards.insert(forward));
  return forward.id;
}

export function removeForward(desk: Desk, id: string): void {
  if (!desk.state.forwards.some((forward) => forward.id === id))
    throw new AppError('forwardUnknown', { id });
  desk.commit((store) => store.forwards.remove(id));
}

function checked(desk: Desk, args: CheckedArgs<'forward.add'>): ForwardRecord {
  const { state, host } = desk;
  const vm = findVm(state, args.vm);
  const { n } = findAdapter(vm, args.n);
  const { protocol, port, guestPort } = args;
  checkPorts(port, guestPort);
  const address = checkAddress(args.address, host.addresses());
  checkFree(state, protocol, address, port);
  const id = newId('fwd', state.forwards, (octets) => host.random(octets));
  return { id, vmId: vm.id, n, protocol, address, port, guestPort };
}

function checkPorts(port: number, guestPort: number): void {
  if (port < 1 || port > LAST_PORT) throw new AppError('portOutOfRange', { port });
  if (port < FIRST_UNPRIVILEGED_PORT)
    throw new AppError('portPrivileged', { port, first: FIRST_UNPRIVILEGED_PORT });
  if (guestPort < 1 || guestPort > LAST_PORT)
    throw new AppError('guestPortOutOfRange', { port: guestPort });
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

function checkFree(
  state: DesiredState,
  protocol: 'tcp' | 'udp',
  address: string,
  port: number,
): void {
  const owner = state.forwards.find(
    (other) =>
      other.protocol === protocol &&
      other.port === port &&
      (other.address === address || other.address === ANY_ADDRESS || address === ANY_ADDRESS),
  );
  if (owner === undefined) return;
  const vm = findVm(state, owner.vmId).name;
  throw new AppError('forwardTaken', { protocol, address: owner.address, port, vm, n: owner.n });
}
