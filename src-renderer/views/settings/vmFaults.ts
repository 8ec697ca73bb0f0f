/** Faults of a draft, by page and field, as sentences. They are found while the user types. */
import { macFault, parseTypedMac } from '../../../src-main/address/mac.ts';
import type { Problem } from '../../../src-main/contract/errors.ts';
import type { Network } from '../../../src-main/contract/network.ts';
import type { Vm } from '../../../src-main/contract/vm.ts';
import { t } from '../../text/text.ts';
import type { AdapterDraft } from './vmDraft.ts';

export type Page = 'name' | 'command' | 'forwards' | 'args' | `adapter${number}`;
export type Field = 'name' | 'command' | 'connection' | 'newNetwork' | 'mac' | 'model' | 'forwards';

export interface Fault {
  readonly page: Page;
  readonly field: Field;
  readonly text: string;
}

export interface FaultContext {
  readonly vmId: string;
  readonly vms: readonly Vm[];
  readonly networks: readonly Network[];
}

export function vmFaults(
  name: string,
  adapters: readonly AdapterDraft[],
  context: FaultContext,
): Fault[] {
  const faults: Fault[] = [];
  if (name.trim() === '')
    faults.push({ page: 'name', field: 'name', text: t('settings.nameMissing') });
  for (const adapter of adapters) {
    const page: Page = `adapter${adapter.n}`;
    const connection = connectionFault(adapter, context.networks);
    if (connection !== null) faults.push({ page, ...connection });
    const mac = macSentence(adapter, name, adapters, context);
    if (mac !== null) faults.push({ page, field: 'mac', text: mac });
  }
  return faults;
}

function connectionFault(
  adapter: AdapterDraft,
  networks: readonly Network[],
): Omit<Fault, 'page'> | null {
  if (adapter.mode === 'host')
    return adapter.nic === null ? { field: 'connection', text: t('settings.noNic') } : null;
  if (adapter.mode === 'none') return null;
  if (adapter.newNetwork !== null) return newNetworkFault(adapter.newNetwork, networks);
  return adapter.network === null ? { field: 'connection', text: t('settings.noNetwork') } : null;
}

function newNetworkFault(name: string, networks: readonly Network[]): Omit<Fault, 'page'> | null {
  if (name.trim() === '') return { field: 'newNetwork', text: t('settings.newInternalMissing') };
  if (networks.some((network) => network.name === name.trim()))
    return { field: 'newNetwork', text: t('settings.newInternalTaken') };
  return null;
}

function macSentence(
  adapter: AdapterDraft,
  name: string,
  all: readonly AdapterDraft[],
  context: FaultContext,
): string | null {
  const mac = parseTypedMac(adapter.mac);
  const fault = macFault(mac);
  if (fault !== null) return t(`settings.${fault}`);
  const twin = all.find((other) => other.n !== adapter.n && parseTypedMac(other.mac) === mac);
  const holder = twin ? { vm: name, n: twin.n } : macHolder(mac, context);
  return holder === null ? null : t('settings.macTaken', { ...holder });
}

/** The adapter of another VM with this MAC. */
function macHolder(mac: number, { vms, vmId }: FaultContext): { vm: string; n: number } | null {
  for (const vm of vms)
    for (const adapter of vm.adapters)
      if (vm.id !== vmId && parseTypedMac(adapter.mac) === mac)
        return { vm: vm.name, n: adapter.n };
  return null;
}

type Place = Pick<Fault, 'page' | 'field'>;

/** The page and field of a refusal, from its code and parameters. */
export function placeOf(
  { code, params }: Problem,
  adapters: readonly AdapterDraft[],
): Place | null {
  if (/^(forward|port|guestPort|address)/.test(code))
    return { page: 'forwards', field: 'forwards' };
  if (/^(command|hypervisorMissing)/.test(code)) return { page: 'command', field: 'command' };
  if (/^(vmName|nameUn)/.test(code)) return { page: 'name', field: 'name' };
  if (code.startsWith('mac')) {
    // `n` and `vm` of these codes name the adapter that already has it.
    const mac = parseTypedMac(String(params['mac']));
    return placeAt('mac', adapters, (adapter) => parseTypedMac(adapter.mac) === mac);
  }
  if (code === 'networkNameTaken')
    return placeAt('newNetwork', adapters, (a) => a.newNetwork?.trim() === params['name']);
  if (code === 'networkKindMismatch')
    return placeAt('connection', adapters, (adapter) => adapter.mode === params['mode']);
  if (code === 'noNetworkOfKind')
    return placeAt('connection', adapters, (adapter) => adapter.mode === params['kind']);
  if (/^(nic|noNic|helper|notInGroup|nativeModule)/.test(code))
    return placeAt('connection', adapters, (adapter) => adapter.mode === 'host');
  return null;
}

function placeAt(
  field: Field,
  adapters: readonly AdapterDraft[],
  isIt: (adapter: AdapterDraft) => boolean,
): Place | null {
  const adapter = adapters.find(isIt);
  return adapter === undefined ? null : { page: `adapter${adapter.n}`, field };
}
