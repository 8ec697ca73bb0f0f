/** Debian's Chromium for tests; in a namespace, so that a page reaches that namespace's loopback. */
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
 * By words that enter a network namespace. The browser is spoken to over pipes, which cross its
 * border.
 */
export async function launchBrowserBy(entering: readonly string[]): Promise<Browser> {
  const dir = mkdtempSync(join(tmpdir(), 'pc-browser-'));
  const executablePath = join(dir, 'chromium');
  writeFileSync(executablePath, `#!/bin/sh\nexec ${entering.join(' ')} ${PROGRAM} "$@"\n`);
  chmodSync(executablePath, 0o755);
  const browser = await chromium.launch({ executablePath, headless: true, args: FLAGS });
  browser.on('disconnected', () => rmSync(dir, { recursive: true, force: true }));
  return browser;
}
