/** Debian's Chromium for tests; in a namespace, so that a page reaches that namespace's loopback. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import type { Namespace } from './namespaces.ts';

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

export function launchBrowserIn(namespace: Namespace): Promise<Browser> {
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
