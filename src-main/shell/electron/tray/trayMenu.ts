/**
 * The tray's icon, tooltip and menu for a panel. For each adapter the menu lists the networks that it
 * can be plugged into. Pure functions; tray.ts shows the result.
 */
import type { Panel } from '../../../contract/activity.ts';
import type { Network, NetworkKind } from '../../../contract/network.ts';
import type { Adapter, Mode, Vm } from '../../../contract/vm.ts';
import { type TrayText, trayText } from './trayText.ts';

export type TrayIcon = 'idle' | 'active' | 'attention' | 'paused';

export type TrayAct =
  | { readonly do: 'plug'; vm: string; n: number; mode: Mode; network: string | null }
  | { readonly do: 'cable'; vm: string; n: number; cable: boolean }
  | { readonly do: 'pause'; paused: boolean }
  | { readonly do: 'open' }
  | { readonly do: 'quit' };

export type TrayItem =
  | { readonly kind: 'separator' }
  | { readonly kind: 'note'; label: string }
  | { readonly kind: 'menu'; label: string; items: readonly TrayItem[] }
  | { readonly kind: 'radio' | 'check'; label: string; checked: boolean; act: TrayAct }
  | { readonly kind: 'action'; label: string; act: TrayAct };

export interface TrayView {
  readonly icon: TrayIcon;
  readonly toolTip: string;
  readonly items: readonly TrayItem[];
}

const SEPARATOR: TrayItem = { kind: 'separator' };
/** The order is that of the settings dialog. */
const KINDS: readonly NetworkKind[] = ['shared', 'internal', 'host'];

/** `locale`: the desktop's. */
export function trayView(panel: Panel, locale: string): TrayView {
  const text = trayText(panel.preferences.language, locale);
  const { paused } = panel.status;
  const said = describe(panel, text);
  return {
    icon: iconOf(panel),
    toolTip: `Patchcord: ${said}`,
    items: [
      { kind: 'note', label: said },
      SEPARATOR,
      ...panel.vms.map((vm) => vmMenu(panel, vm, text)),
      ...(panel.vms.length > 0 ? [SEPARATOR] : []),
      { kind: 'check', label: text.pause, checked: paused, act: { do: 'pause', paused: !paused } },
      { kind: 'action', label: text.open, act: { do: 'open' } },
      { kind: 'action', label: text.quit, act: { do: 'quit' } },
    ],
  };
}

function iconOf(panel: Panel): TrayIcon {
  if (panel.status.paused) return 'paused';
  if (needsAttention(panel)) return 'attention';
  return panel.vms.some(({ running }) => running) ? 'active' : 'idle';
}

/** A starting engine needs no attention, nor does a kind of connection that is not set up here. */
function needsAttention({ status, vms }: Panel): boolean {
  const { state } = status.engine;
  const isDown = state === 'restarting' || state === 'stopped';
  const known = new Set(status.modes.map((mode) => mode.problem?.code));
  const isNews = status.notices.some(({ code }) => !known.has(code));
  return isDown || isNews || vms.some(({ problem }) => problem !== null);
}

function describe(panel: Panel, text: TrayText): string {
  const { status, vms } = panel;
  if (status.paused) return text.paused;
  if (status.engine.state !== 'running') return text.noEngine;
  if (vms.length === 0) return text.noVms;
  const running = text.running(vms.filter((vm) => vm.running).length, vms.length);
  return needsAttention(panel) ? `${running} – ${text.attention}` : running;
}

function vmMenu(panel: Panel, vm: Vm, text: TrayText): TrayItem {
  const items = vm.adapters.map((adapter) => adapterMenu(panel, vm, adapter, text));
  const none: TrayItem = { kind: 'note', label: text.noAdapters };
  return { kind: 'menu', label: vm.name, items: items.length > 0 ? items : [none] };
}

function adapterMenu(panel: Panel, vm: Vm, adapter: Adapter, text: TrayText): TrayItem {
  const places = placesOf(panel, adapter, text);
  const { n, cable, networkId } = adapter;
  const here = places.find(({ network }) => network === networkId)?.label ?? text.mode.none;
  const isOut = networkId !== null && !cable;
  const radios = places.map(({ label, mode, network }): TrayItem => {
    const act: TrayAct = { do: 'plug', vm: vm.id, n, mode, network };
    return { kind: 'radio', label, checked: network === networkId, act };
  });
  return {
    kind: 'menu',
    label: text.adapter(n, isOut ? text.unplugged(here) : here),
    items: networkId === null ? radios : [...radios, SEPARATOR, cableItem(vm, adapter, text)],
  };
}

function cableItem(vm: Vm, { n, cable }: Adapter, text: TrayText): TrayItem {
  const act: TrayAct = { do: 'cable', vm: vm.id, n, cable: !cable };
  return { kind: 'check', label: text.cable, checked: cable, act };
}

interface Place {
  readonly label: string;
  readonly mode: Mode;
  readonly network: string | null;
}

/** Where this cable can go now, always including its current place. */
function placesOf({ status, networks }: Panel, adapter: Adapter, text: TrayText): Place[] {
  const cannot = new Set(status.modes.filter(({ problem }) => problem).map(({ mode }) => mode));
  const there = networks.filter(({ id, kind }) => !cannot.has(kind) || id === adapter.networkId);
  return [
    { label: text.mode.none, mode: 'none', network: null },
    ...KINDS.flatMap((kind) => placesOfKind(there, kind, text)),
  ];
}

/** The only network of a kind is shown by the kind's name. */
function placesOfKind(networks: readonly Network[], kind: NetworkKind, text: TrayText): Place[] {
  const ofKind = networks.filter((network) => network.kind === kind);
  const name = text.mode[kind];
  return ofKind.map(({ id, name: own }) => {
    const label = ofKind.length === 1 ? name : `${name} — ${own}`;
    return { label, mode: kind, network: id };
  });
}
