/** Electron's security checklist, as far as it is written down in files of the package. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { contentSecurityPolicy } from '../../../src-main/shell/staticFiles.ts';

const builder = readFileSync('electron-builder.yml', 'utf8');

test.each([
  ['runAsNode', false],
  ['enableCookieEncryption', true],
  ['enableNodeOptionsEnvironmentVariable', false],
  ['enableNodeCliInspectArguments', false],
  ['enableEmbeddedAsarIntegrityValidation', true],
  ['onlyLoadAppFromAsar', true],
])('the fuse %s is %s', (fuse, value) => {
  const fuses = /^electronFuses:\n((?: {2}.*\n)+)/m.exec(builder)![1];
  expect(fuses).toContain(`  ${fuse}: ${String(value)}\n`);
});

test('the content policy admits our own files alone, and no eval', () => {
  const policy = contentSecurityPolicy("'self'");
  expect(policy).toContain("default-src 'none'");
  // Pictures alone may be drawn from data.
  const rest = policy.replace("img-src 'self' data:", '');
  expect(rest).not.toMatch(/unsafe|https?:|\*|data:|blob:/);
  expect(policy).toContain("frame-ancestors 'none'");
});

test('the page names nothing that is fetched from elsewhere', () => {
  const page = readFileSync('src-renderer/index.html', 'utf8');
  expect(page).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
});

test('the window is made sandboxed, isolated, without Node and with web security', () => {
  const source = readFileSync('src-main/shell/electron/window.ts', 'utf8');
  for (const line of [
    'sandbox: true',
    'contextIsolation: true',
    'nodeIntegration: false',
    'webSecurity: true',
  ])
    expect(source).toContain(line);
  expect(source).not.toMatch(/webviewTag|allowRunningInsecureContent|experimentalFeatures/);
});
