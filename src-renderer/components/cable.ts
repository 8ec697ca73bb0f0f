/** How a connection is shown: its cable's colour, its icon, its text. */
import type { Network } from '../../src-main/contract/network.ts';
import type { Adapter, Mode } from '../../src-main/contract/vm.ts';
import { t } from '../text/text.ts';
import type { IconName } from './icon/iconShapes.ts';

/** Hues per kind of network in tokens.css. The fourth network of a kind has the first hue again. */
const HUES_PER_KIND = 3;

export interface Cable {
  readonly mode: Mode;
  readonly network: string | null;
  readonly networkId: string | null;
  readonly nic: string | null;
}

export const modeIcon: Readonly<Record<Mode, IconName>> = {
  none: 'unplugged',
  host: 'host',
  shared: 'shared',
  internal: 'internal',
};

/** Whether an adapter has a network but its cable is unplugged. */
export function isPulled({ mode, cable }: Pick<Adapter, 'mode' | 'cable'>): boolean {
  return mode !== 'none' && !cable;
}

export function cableIcon({ mode, cable }: Pick<Adapter, 'mode' | 'cable'>): IconName {
  return mode !== 'none' && cable ? 'plug' : 'unplugged';
}

export function networkHue(networks: readonly Network[], id: string): string {
  const kind = networks.find((network) => network.id === id)?.kind;
  if (kind === undefined) return 'cable-none';
  const place = networks.filter((network) => network.kind === kind).findIndex((n) => n.id === id);
  return `cable-${kind}-${place % HUES_PER_KIND}`;
}

export function cableHue({ mode, networkId }: Cable, networks: readonly Network[]): string {
  if (mode === 'none') return 'cable-none';
  if (mode === 'host' && networkId === null) return 'cable-host-0';
  return networkHue(networks, networkId ?? '');
}

/** “Shared networking — Shared”, “Not connected”. */
export function cableText(
  { mode, network, networkId, nic }: Cable,
  networks: readonly Network[],
): string {
  const named = networks.find((candidate) => candidate.id === networkId)?.name ?? network;
  const end = mode === 'host' ? nic : named;
  if (mode === 'none' || end === null || end === '') return t(`words.mode.${mode}`);
  return t('words.connection', { mode: t(`words.mode.${mode}`), network: end });
}
