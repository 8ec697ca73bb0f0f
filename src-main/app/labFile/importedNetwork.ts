/** One network of a settings file, taken over. */
import type { Problem } from '../../contract/errors.ts';
import type { ErrorCode } from '../../contract/errorText.ts';
import type { NetworkChange } from '../../contract/network.ts';
import type { FileNetwork } from '../../contract/settingsFile.ts';
import type { NetworkRecord } from '../../store/records.ts';
import { AppError } from '../appError.ts';
import type { AppContext } from '../appContext.ts';
import { addNetwork, setNetwork } from '../networks/networks.ts';
import { withFallback } from '../withFallback.ts';

/** Addresses that are in use on this computer. */
const CLASHES: readonly ErrorCode[] = ['subnetOverlaps', 'subnetClashesWithHost', 'noSubnetLeft'];
/** A NIC that this computer has not, or not for us. */
const NIC_UNFIT: readonly ErrorCode[] = [
  'nicMissing',
  'nicUnknown',
  'nicNotEthernet',
  'nicEnslaved',
  'nicNameTooLong',
];

/**
 * Returns its id here; null: it was left out, for want of its NIC.
 * @throws AppError `importKindDiffers`, and what `addNetwork` and `setNetwork` throw
 */
export function takeNetwork(app: AppContext, wanted: FileNetwork, notes: Problem[]): string | null {
  const same = app.state.networks.find(({ name }) => name === wanted.name);
  if (same !== undefined && same.kind !== wanted.kind)
    throw new AppError('importKindDiffers', {
      ...{ network: wanted.name, kind: wanted.kind, here: same.kind },
    });
  return wanted.kind === 'host'
    ? takeHostNetwork(app, wanted, same, notes)
    : takePlainNetwork(app, wanted, same, notes);
}

/** Known by its name, or else by its NIC; one that is here keeps the NIC that it has here. */
function takeHostNetwork(
  app: AppContext,
  wanted: FileNetwork,
  same: NetworkRecord | undefined,
  notes: Problem[],
): string | null {
  const { name, nic, dedicated, translate } = wanted;
  const here = same ?? app.state.networks.find((network) => network.nic === nic && nic !== null);
  const change = { dedicated, translate };
  if (here !== undefined) return setNetwork(app, { network: here.id, change });
  const add = (): string => addNetwork(app, { ...change, name, kind: 'host', nic });
  return withFallback<string | null>(NIC_UNFIT, add, () => {
    notes.push({ code: 'importNetworkLeftOut', params: { network: name, nic: nic ?? '–' } });
    return null;
  });
}

function takePlainNetwork(
  app: AppContext,
  wanted: FileNetwork,
  same: NetworkRecord | undefined,
  notes: Problem[],
): string {
  const { name, subnet, range, hostPort, dhcp, dns, mtu, reservations } = wanted;
  const kind = wanted.kind === 'shared' ? 'shared' : 'internal';
  const take = (change: NetworkChange): string =>
    same === undefined
      ? addNetwork(app, { ...change, name, kind, nic: null })
      : setNetwork(app, { network: same.id, change });
  const rest = { dhcp, dns, mtu };
  return withFallback(
    CLASHES,
    () => take({ ...rest, subnet, range, hostPort, reservations }),
    () => {
      const code = kind === 'shared' ? 'importSubnetReplaced' : 'importHostPortLeftOut';
      notes.push({ code, params: { network: name, subnet } });
      // Reserved addresses are of the subnet that cannot be had.
      const kept = { ...rest, subnet, range, reservations, hostPort: false };
      return take(kind === 'shared' ? rest : kept);
    },
  );
}
