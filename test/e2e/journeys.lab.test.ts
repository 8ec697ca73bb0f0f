/** The journeys in both windows: the browser's and the desktop program's. */
import { readWebLink } from '../../src-main/shell/web/webLink.ts';
import { launchBrowserIn } from '../lab/browser.ts';
import { StandInDesktop } from '../lab/electronStandIn/standInDesktop.ts';
import type { Guest } from '../lab/guest.ts';
import { Outside } from '../lab/outside.ts';
import { describeLab } from '../lab/prerequisites.ts';
import { RunningProgram } from '../lab/runningProgram.ts';
import { takeJourneys, type Face } from './journeys.ts';

const NEEDS = ['root', 'qemu-system-x86_64', 'busybox', 'ip', 'dnsmasq', 'curl', 'chromium'];
/** Time limit for changes in a guest, ms. */
const PATIENCE_MS = 30_000;

async function bootWeb(program: RunningProgram): Promise<Guest> {
  const guest = await program.startVm(['--mode', 'shared'], { name: 'web' });
  await program.json('vm', 'add', 'idle', '--mode', 'internal');
  await guest.lease();
  return guest;
}

async function openWebHost(): Promise<Face> {
  const outside = await Outside.open('journeys');
  const program = await RunningProgram.start(outside.host);
  const guest = await bootWeb(program);
  const browser = await launchBrowserIn(outside.host);
  const page = await browser.newPage({ viewport: { width: 1080, height: 720 } });
  page.setDefaultTimeout(PATIENCE_MS);
  await page.goto(readWebLink(program.dataDir)!);
  const close = async (): Promise<void> => {
    await browser.close();
    await program.dispose();
    outside.dispose();
  };
  return { page, outside, guest, close };
}

async function openDesktopProgram(): Promise<Face> {
  const outside = await Outside.open('journeys');
  // Not started. Its command line connects to the desktop program, which uses its data directory.
  const program = new RunningProgram(outside.host);
  const desktop = await StandInDesktop.startIn(outside.host, program.dataDir);
  const guest = await bootWeb(program);
  const { page } = desktop;
  page.setDefaultTimeout(PATIENCE_MS);
  const close = async (): Promise<void> => {
    await desktop.dispose();
    await program.dispose();
    outside.dispose();
  };
  return { page, outside, guest, close };
}

describeLab('R59 journeys in a browser', NEEDS, () => takeJourneys(openWebHost));
describeLab('R59 journeys in the desktop program', NEEDS, () => takeJourneys(openDesktopProgram));
