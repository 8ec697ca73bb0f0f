/**
 * Debian's Chromium for tests. In a namespace a page reaches that namespace's loopback. The browser
 * also does not see when interfaces of the computer appear or disappear; it would then cancel what it
 * loads (ERR_NETWORK_CHANGED).
 */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import type { Namespace } from './namespaces.ts';
import { until } from './until.ts';

const PROGRAM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: PROGRAM, headless: true, args: FLAGS });
}

/**
 * Once the namespace has settled: IPv6 tries the addresses it makes up for a second or two, and a
 * browser drops what it loads (ERR_NETWORK_CHANGED) in the moment that an address becomes good.
 */
export async function launchBrowserIn(namespace: Namespace): Promise<Browser> {
  const settled = () => namespace.ip('-6', '-o', 'address', 'show', 'tentative') === '';
  await until(settled, 'good IPv6 addresses', 10_000);
  return launchBrowserBy(['ip', 'netns', 'exec', namespace.name]);
}

/**
 * Starts it in a new namespace with only a loopback. `port` there is connected to the Unix socket
 * `socketPath`, on which a server in any namespace listens.
 */
export function launchBrowserApart(socketPath: string, port: number): Promise<Browser> {
  // Without root, a user namespace gives the right to create a network namespace.
  const enter = process.getuid?.() === 0 ? 'unshare --net' : 'unshare --map-root-user --net';
  const listen = `TCP-LISTEN:${port},bind=127.0.0.1,reuseaddr,fork`;
  const within = [
    'ip link set lo up',
    // socat ends when the browser does.
    `setpriv --pdeathsig KILL socat ${listen} UNIX-CONNECT:${socketPath} &`,
    'exec "$@"',
  ];
  return launchScript(`exec ${enter} sh -c '${within.join('\n')}' sh ${PROGRAM} "$@"`);
}

/** By a command that enters a network namespace. */
export function launchBrowserBy(entering: readonly string[]): Promise<Browser> {
  return launchScript(`exec ${entering.join(' ')} ${PROGRAM} "$@"`);
}

/** A shell script that starts the browser. Playwright uses pipes, which work across namespaces. */
async function launchScript(script: string): Promise<Browser> {
  const dir = mkdtempSync(join(tmpdir(), 'pc-browser-'));
  const executablePath = join(dir, 'chromium');
  writeFileSync(executablePath, `#!/bin/sh\n${script}\n`);
  chmodSync(executablePath, 0o755);
  const browser = await chromium.launch({ executablePath, headless: true, args: FLAGS });
  browser.on('disconnected', () => rmSync(dir, { recursive: true, force: true }));
  return browser;
}
