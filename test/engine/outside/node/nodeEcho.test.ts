import { readFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { type IpAddress, parseIp } from '../../../../src-main/address/ip.ts';
import { openNodeEcho } from '../../../../src-main/engine/outside/node/nodeEcho.ts';
import { outsideError } from '../../../../src-main/engine/outside/outsideError.ts';

const LOOPBACK = parseIp('127.0.0.1')!;
const RANGE = '/proc/sys/net/ipv4/ping_group_range';

/** Whether Linux allows ping sockets to this group. */
function isAllowed(): boolean {
  if (process.platform !== 'linux') return false;
  const [first = 1, last = 0] = readFileSync(RANGE, 'utf8').trim().split(/\s+/).map(Number);
  const group = process.getgid?.() ?? -1;
  return group >= first && group <= last;
}

// Which of the two holds depends on this computer. pingSocket.lab.test.ts tries answers and errors in
// namespaces of its own, on every computer.
const not = (): void => undefined;
const allowed = isAllowed() ? test : not;
const refused = isAllowed() ? not : test;

refused('R24 without the right to ping sockets there is no echo', () => {
  const never = (): never => expect.fail('an event');
  expect(openNodeEcho({ reply: never, failed: never })).toBeNull();
});

allowed('R24 a request to this computer is answered', async () => {
  const reply = Promise.withResolvers<[IpAddress, number, string]>();
  const echo = openNodeEcho({
    reply: (source, sequence, payload) =>
      reply.resolve([source, sequence, Buffer.from(payload).toString()]),
    failed: ({ errno }) => reply.reject(new Error(errno)),
  })!;
  onTestFinished(() => echo.close());
  echo.send(LOOPBACK, 7, Buffer.from('hello'), 64);
  const [source, sequence, text] = await reply.promise;
  expect([source.toString(), sequence, text]).toEqual(['127.0.0.1', 7, 'hello']);
});

allowed('a request that cannot be sent fails within the call', () => {
  const failed: unknown[] = [];
  const echo = openNodeEcho({
    reply: () => undefined,
    failed: (error, sequence) => failed.push([error, sequence]),
  })!;
  onTestFinished(() => echo.close());
  echo.send(LOOPBACK, 9, new Uint8Array(70_000), 64);
  expect(failed).toEqual([[outsideError('EMSGSIZE'), 9]]);
});
