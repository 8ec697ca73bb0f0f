/**
 * Draws the PNG icons from their SVGs with Chromium. Run `node scripts/drawIcons.mjs` after changing
 * an SVG in assets. The PNGs are in the repository, so that a build needs no browser.
 */
import { readFile } from 'node:fs/promises';
import { chromium } from 'playwright-core';

const ICON_SIZES = [16, 32, 48, 64, 128, 256, 512];
const TRAY_STATES = ['idle', 'active', 'attention', 'paused'];
const drawings = [
  ...ICON_SIZES.map((size) => ['icon.svg', size, `icons/${size}x${size}.png`]),
  ...TRAY_STATES.flatMap((state) => [
    [`tray/${state}.svg`, 22, `tray/${state}.png`],
    [`tray/${state}.svg`, 44, `tray/${state}@2x.png`],
  ]),
];

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: process.getuid() === 0 ? ['--no-sandbox'] : [],
});
const page = await browser.newPage();
for (const [from, size, to] of drawings) {
  const svg = await readFile(new URL(`../assets/${from}`, import.meta.url), 'utf8');
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(`<style>body{margin:0}svg{display:block;width:${size}px}</style>${svg}`);
  const path = new URL(`../assets/${to}`, import.meta.url).pathname;
  await page.screenshot({ path, omitBackground: true });
}
await browser.close();
