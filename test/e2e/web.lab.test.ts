/** The built page in a browser, from the web face. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { serve, type Served } from '../../src-main/shell/serve.ts';
import { readWebLink } from '../../src-main/shell/web/webLink.ts';
import { OpenService } from '../app/openService.ts';
import { labTests } from '../lab/prerequisites.ts';

const { it: test } = labTests(['chromium']);
const root = resolve(import.meta.dirname, '../..');
const dataDir = mkdtempSync(join(tmpdir(), 'patchcord-'));
let served: Served;
let browser: Browser;

beforeAll(async () => {
  served = await serve({
    dataDir,
    port: 0,
    rendererDir: join(root, 'out/renderer'),
    openProgram: async () => {
      const service = await OpenService.open(dataDir);
      return { service, close: () => service.close() };
    },
  });
  browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
});

afterAll(async () => {
  await browser.close();
  await served.close();
  rmSync(dataDir, { recursive: true });
});

test('R65 a link opens the page once, without a complaint of the browser’s', async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(served.url);
  expect(page.url()).toBe(new URL('/', served.url).href);
  expect(await page.title()).toContain('Patchcord');
  await page.reload();
  expect(await page.title()).toContain('Patchcord');
  expect(complaints).toEqual([]);
  // The cookie opens the page again without a token.
  await page.close();
  const again = await context.newPage();
  expect((await again.goto(new URL('/', served.url).href))!.status()).toBe(200);
  await context.close();
});

test('R65 the same link in another browser explains how to get a new one', async () => {
  const page = await browser.newPage();
  const response = await page.goto(served.url);
  expect(response!.status()).toBe(401);
  expect(await page.textContent('pre')).toBe('patchcord status');
  await page.close();
});

test('R65 the page’s own connection carries calls and events', async () => {
  const page = await browser.newPage();
  await page.goto(readWebLink(dataDir)!);
  const heard = await page.evaluate(`new Promise((resolve) => {
    const socket = new WebSocket(new URL('/contract', location.href.replace('http', 'ws')));
    const messages = [];
    socket.onopen = () => socket.send(JSON.stringify({ id: 1, call: 'vm.add', args: { name: 'web' } }));
    socket.onmessage = ({ data }) => {
      if (messages.push(JSON.parse(data)) === 2) resolve(messages);
    };
  })`);
  expect(heard).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ event: 'panel' }),
      expect.objectContaining({ id: 1, result: expect.objectContaining({ name: 'web' }) }),
    ]),
  );
  await page.close();
});
