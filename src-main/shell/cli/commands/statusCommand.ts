/** `patchcord status`: the whole panel on one page, and the link to the web face. */
import type { Command } from 'commander';
import type { AdapterTraffic, Panel } from '../../../contract/activity.ts';
import { errorText } from '../../../contract/sentence.ts';
import { readWebLink } from '../../web/webLink.ts';
import type { CommandSession } from '../commandSession.ts';
import { formatDrops, formatFields, printable } from '../table.ts';
import { formatVms } from './vmText.ts';

export function addStatusCommand(parent: Command, session: CommandSession): void {
  parent
    .command('status')
    .description('show version, engine, VMs, networks, drops, and a new link to the web page')
    .action(async () => {
      const { status, ...panel } = await session.call('panel.get', {});
      const drops = countDrops(await session.call('stats.get', {}));
      // Read last, because the calls above prove that Patchcord is running.
      const url = readWebLink(session.dataDir);
      const value = { ...status, url, ...panel, drops };
      session.print(value, formatStatus({ status, ...panel }, drops, url));
    });
}

function countDrops(adapters: readonly AdapterTraffic[]): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const { fromGuest, toGuest } of adapters)
    for (const { drops } of [fromGuest, toGuest])
      for (const [reason, count] of Object.entries(drops)) sum[reason] = (sum[reason] ?? 0) + count;
  return sum;
}

function formatStatus(panel: Panel, drops: Record<string, number>, url: string | null): string {
  const { status, vms, networks } = panel;
  const { state, restarts } = status.engine;
  const running = vms.filter((vm) => vm.running).length;
  const fields = formatFields([
    ['Version', status.version],
    ['Data', status.dataDir],
    ['Web', url ?? 'not served; the desktop program is running'],
    ['Engine', restarts === 0 ? state : `${state}; restarts: ${restarts}`],
    ...(status.paused ? [['Cables', 'all unplugged; run `patchcord resume`'] as const] : []),
    ['VMs', `${running} of ${vms.length} running`],
    ['Networks', networks.map((network) => network.name).join(', ') || 'none'],
    ['Drops', formatDrops(drops) || 'none'],
  ]);
  const unavailable = status.modes.flatMap(({ mode, problem }) =>
    problem === null ? [] : [`! ${mode}: ${printable(errorText(problem))}`],
  );
  // Problems of a mode are in `unavailable` already.
  const notices = status.notices
    .filter(({ code }) => status.modes.every(({ problem }) => problem?.code !== code))
    .map((notice) => `! ${printable(errorText(notice))}`);
  return [fields, ...notices, ...unavailable, '', formatVms(vms)].join('\n');
}
