import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { MAX_MESSAGE_OCTETS } from '../../../src-main/contract/message.ts';
import { MAX_BUFFERED_OCTETS, MAX_UNANSWERED } from '../../../src-main/shell/faceSession.ts';
import { readStaticFiles } from '../../../src-main/shell/staticFiles.ts';
import { WebServer } from '../../../src-main/shell/web/webServer.ts';
import { OpenService } from '../../app/openService.ts';

let dir: string;
let service: OpenService;
let web: WebServer;
let links: string[];

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'patchcord-'));
  mkdirSync(join(dir, 'renderer/assets'), { recursive: true });
  writeFileSync(join(dir, 'secret.txt'), 'TOP-SECRET');
  writeFileSync(join(dir, 'renderer/index.html'), '<title>Patchcord</title>');
  writeFileSync(join(dir, 'renderer/assets/app.js'), 'void 0');
  service = await OpenService.open(join(dir, 'data'));
  links = [];
  const files = await readStaticFiles(join(dir, 'renderer'));
  web = await WebServer.listen({ port: 0, service, files, onLink: (url) => links.push(url) });
});

afterEach(async () => {
  await web.close();
  await service.close();
  rmSync(dir, { recursive: true });
});

const base = (): URL => new URL('/', web.link);

interface Reply {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** The path goes out as it stands, without a client's tidying. */
function get(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const { port } = base();
    const out = request(
      { host: '127.0.0.1', port, path, method, headers, agent: false },
      (response) => {
        let body = '';
        response.on('data', (chunk) => (body += String(chunk)));
        response.on('end', () =>
          resolve({ status: response.statusCode!, headers: response.headers, body }),
        );
      },
    );
    out.on('error', reject).end();
  });
}

async function signIn(): Promise<{ Cookie: string }> {
  const { headers } = await get(new URL(web.link).search.replace('?', '/?'));
  return { Cookie: headers['set-cookie']![0]!.split(';')[0]! };
}

function open(headers: Record<string, string>, path = 'contract'): WebSocket {
  return new WebSocket(new URL(path, base()).href.replace('http', 'ws'), { headers });
}

async function openRefused(headers: Record<string, string>, path?: string): Promise<number> {
  const socket = open(headers, path);
  socket.on('error', () => undefined);
  const [, response] = await once(socket, 'unexpected-response');
  return response.statusCode as number;
}

test('R65 the token opens once, and turns into a cookie', async () => {
  const path = `/${new URL(web.link).search}`;
  const first = await get(path);
  expect(first).toMatchObject({ status: 303, headers: { location: '/' } });
  expect(first.headers['set-cookie']).toEqual([
    expect.stringMatching(/^patchcord-\d+=[\w-]{32}; HttpOnly; SameSite=Strict; Path=\/$/),
  ]);
  const again = await get(path);
  expect(again.status).toBe(401);
  expect(again.headers['set-cookie']).toBeUndefined();
  expect(again.body).toContain('patchcord status');
  const cookie = first.headers['set-cookie']![0]!.split(';')[0]!;
  expect(await get('/', { Cookie: `other=1; ${cookie}` })).toMatchObject({
    status: 200,
    body: '<title>Patchcord</title>',
  });
});

test('R65 a used link is followed by a fresh one, and old cookies stay good', async () => {
  const cookie = await signIn();
  expect(links).toHaveLength(2);
  expect(web.link).toBe(links[1]);
  const second = await signIn();
  expect(second).not.toEqual(cookie);
  expect((await get('/', cookie)).status).toBe(200);
});

test('R65 looking at a link does not use it up', async () => {
  const path = `/${new URL(web.link).search}`;
  expect((await get(path, {}, 'HEAD')).status).toBe(401);
  expect((await get(path)).status).toBe(303);
});

test.each(['/', '/index.html', '/assets/app.js', '/?token=wrong', '/?token='])(
  'R65 without a cookie %s is refused',
  async (path) => {
    expect((await get(path)).status).toBe(401);
    expect((await get(path, { Cookie: `patchcord-${base().port}=guess` })).status).toBe(401);
  },
);

test('R65 files have their type, and a page no rights that it does not need', async () => {
  const cookie = await signIn();
  const { headers } = await get('/', cookie);
  expect(headers['content-type']).toBe('text/html; charset=utf-8');
  expect(headers['content-security-policy']).toContain("default-src 'none'; script-src 'self';");
  expect(headers['content-security-policy']).not.toContain('unsafe');
  expect(headers['x-content-type-options']).toBe('nosniff');
  expect(headers['x-frame-options']).toBe('DENY');
  const script = await get('/assets/app.js', cookie);
  expect(script.headers['content-type']).toBe('text/javascript; charset=utf-8');
});

test.each(['evil.example', 'evil.example:80', '127.0.0.1', '127.0.0.1:1', '[::1]', 'localhost.'])(
  'R65 a foreign Host %s is misdirected: 421',
  async (host) => {
    const cookie = await signIn();
    expect((await get('/', { ...cookie, Host: host })).status).toBe(421);
    expect(await openRefused({ ...cookie, Host: host })).toBe(421);
  },
);

test.each(['https://evil.example', 'null', 'http://127.0.0.1', 'http://127.0.0.1:1'])(
  'R65 a foreign Origin %s is refused: 401',
  async (origin) => {
    const cookie = await signIn();
    expect((await get('/', { ...cookie, Origin: origin })).status).toBe(401);
    expect(await openRefused({ ...cookie, Origin: origin })).toBe(401);
  },
);

test('R65 a foreign page cannot use a token up', async () => {
  const path = `/${new URL(web.link).search}`;
  expect((await get(path, { Origin: 'https://evil.example' })).status).toBe(401);
  expect((await get(path)).status).toBe(303);
});

test.each([
  '/../secret.txt',
  '/assets/../../secret.txt',
  '/%2e%2e/secret.txt',
  '/..%2fsecret.txt',
  '/..\\secret.txt',
  '//secret.txt/x',
  '/assets',
  '/assets/',
  '/index.html/',
  '/\u0000',
])('R65 %j leads nowhere', async (path) => {
  const cookie = await signIn();
  const { port } = base();
  const socket = connect(Number(port), '127.0.0.1');
  socket.write(
    `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nCookie: ${cookie.Cookie}\r\nConnection: close\r\n\r\n`,
  );
  let text = '';
  for await (const chunk of socket) text += String(chunk);
  expect(text).toMatch(/^HTTP\/1\.1 40[04] /);
  expect(text).not.toContain('TOP-SECRET');
});

test('R65 only reading is possible', async () => {
  const reply = await get('/', await signIn(), 'POST');
  expect(reply).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
});

test('R65 calls and events cross the WebSocket', async () => {
  const socket = open({ ...(await signIn()), Origin: base().origin });
  await once(socket, 'open');
  const heard: { id?: number; event?: string; result?: unknown }[] = [];
  socket.on('message', (data: Buffer) => void heard.push(JSON.parse(data.toString()) as object));
  socket.send('{"id":1,"call":"vm.add","args":{"name":"web"}}');
  socket.send('garbage');
  socket.send(Buffer.from('{"id":2,"call":"vm.list","args":{}}'));
  await expect.poll(() => heard).toHaveLength(4);
  expect(heard.filter((one) => one.event === 'panel')).toHaveLength(1);
  expect(heard.find((one) => one.id === 1)!.result).toMatchObject({ name: 'web' });
  expect(heard.filter((one) => one.id === -1)).toHaveLength(2);
  socket.terminate();
  await expect.poll(() => service.listening).toBe(0);
});

test('R65 the WebSocket wants the cookie, and is at one place', async () => {
  expect(await openRefused({})).toBe(401);
  expect(await openRefused(await signIn(), 'elsewhere')).toBe(404);
});

test('R65 a message that is too long closes the WebSocket, and the program continues', async () => {
  const cookie = await signIn();
  const socket = open(cookie);
  await once(socket, 'open');
  socket.send('x'.repeat(MAX_MESSAGE_OCTETS + 1));
  const [code] = await once(socket, 'close');
  expect(code).toBe(1009);
  expect((await get('/', cookie)).status).toBe(200);
});

test('R65 a tab that reads nothing costs a bounded amount', async () => {
  const cookie = await signIn();
  const socket = open(cookie);
  await once(socket, 'open');
  socket.pause();
  let calls = 0;
  const big = 'x'.repeat(100_000);
  service.handlers['vm.args'] = () => {
    calls++;
    return [big];
  };
  for (let id = 0; id < 1_000; id++)
    socket.send(`{"id":${String(id)},"call":"vm.args","args":{"vm":"web"}}`);
  // The server reads on from the tab in each turn, so it has read all by the last of these.
  for (let page = 0; page < 20; page++) await get('/', cookie);
  // Sockets on loopback hold some megabytes by themselves.
  expect(calls).toBeLessThan((MAX_BUFFERED_OCTETS + (8 << 20)) / big.length + MAX_UNANSWERED);
  let answers = 0;
  socket.on('message', () => answers++);
  socket.resume();
  await expect.poll(() => answers, { timeout: 10_000 }).toBe(1_000);
  socket.terminate();
});

test('R65 it is on loopback alone', async () => {
  const socket = connect(Number(base().port), '127.0.0.2');
  const [error] = await once(socket, 'error');
  expect(error.code).toBe('ECONNREFUSED');
});
