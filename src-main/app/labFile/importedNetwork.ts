/** Imports one network of a settings file. */
import type { Problem } from '../../contract/errors.ts';
import type { ErrorCode } from '../../contract/errorText.ts';
import type { NetworkChange } from '../../contract/network.ts';
import type { FileNetwork } from '../../contract/settingsFile.ts';
import type { NetworkRecord } from '../../store/records.ts';
import { AppError } from '../appError.ts';
import type { AppContext } from '../appContext.ts';
import { addNetwork, setNetwork } from '../networks/networks.ts';
import { withFallback } from '../withFallback.ts';

/** Refusals of addresses that are in use on this computer. */
const CLASHES: readonly ErrorCode[] = ['subnetOverlaps', 'subnetClashesWithHost', 'noSubnetLeft'];
/** Refusals of a NIC that this computer lacks or that Patchcord cannot use. */
const NIC_UNFIT: readonly ErrorCode[] = [
  'nicMissing',
  'nicUnknown',
  'nicNotEthernet',
  'nicEnslaved',
  'nicNameTooLong',
];

/**
 * Returns the network's id on this computer; null: it was left out because its NIC is missing.
 * @throws AppError `importKindDiffers`, and what `addNetwork` and `setNetwork` throw
 */
export function importNetwork(
  app: AppContext,
  wanted: FileNetwork,
  notes: Problem[],
): string | null {
  const same = app.state.networks.find(({ name }) => name === wanted.name);
  if (same !== undefined && same.kind !== wanted.kind)
    throw new AppError('importKindDiffers', {
      ...{ network: wanted.name, kind: wanted.kind, here: same.kind },
    });
  return wanted.kind === 'host'
    ? importHostNetwork(app, wanted, same, notes)
    : importPlainNetwork(app, wanted, same, notes);
}

/** Finds the network by its name, or else by its NIC. A network that exists here keeps its NIC. */
function importHostNetwork(
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

function importPlainNetwork(
  app: AppContext,
  wanted: FileNetwork,
  same: NetworkRecord | undefined,
  notes: Problem[],
): string {
  const { name, subnet, range, hostPort, dhcp, dns, mtu, reservations } = wanted;
  const kind = wanted.kind === 'shared' ? 'shared' : 'internal';
  const store = (change: NetworkChange): string =>
    same === undefined
      ? addNetwork(app, { ...change, name, kind, nic: null })
      : setNetwork(app, { network: same.id, change });
  const rest = { dhcp, dns, mtu };
  return withFallback(
    CLASHES,
    () => store({ ...rest, subnet, range, hostPort, reservations }),
    () => {
      const code = kind === 'shared' ? 'importSubnetReplaced' : 'importHostPortLeftOut';
      notes.push({ code, params: { network: name, subnet } });
      // Reserved addresses belong to the subnet that is not available.
      const kept = { ...rest, subnet, range, reservations, hostPort: false };
      return store(kind === 'shared' ? rest : kept);
    },
  );
}
