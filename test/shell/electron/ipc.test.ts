/** The contract over Electron's IPC, on a WebContents of the test's own: who is heard, and with what. */
import { EventEmitter } from 'node:events';
import type { WebContents } from 'electron';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { contract, type CallName } from '../../../src-main/contract/contract.ts';
import type { Answer } from '../../../src-main/contract/message.ts';
import type { PanelService } from '../../../src-main/contract/server.ts';
import { CHANNEL } from '../../../src-main/shell/electron/channel.ts';
import { connectContents } from '../../../src-main/shell/electron/ipc.ts';
import { PAGE_URL } from '../../../src-main/shell/electron/scheme.ts';

const ipcMain = await vi.hoisted(async () => {
  const { EventEmitter: Emitter } = await import('node:events');
  return new Emitter();
});
vi.mock('electron', () => ({ ipcMain, protocol: {} }));

class FakeContents extends EventEmitter {
  readonly sent: unknown[] = [];
  isDestroyed = (): boolean => false;

  send(_channel: string, message: unknown): void {
    this.sent.push(message);
  }
}

const calls = Object.keys(contract.calls) as CallName[];
/** Structured clones of anything: what a page that was taken over could send. */
const GARBAGE = [undefined, null, 7, 'text', true, 7n, ['a', 'list']];

let contents: FakeContents;
/** The calls whose handlers were run. */
let handled: string[];

beforeEach(() => {
  ipcMain.removeAllListeners();
  contents = new FakeContents();
  handled = [];
  const handlers = Object.fromEntries(calls.map((name) => [name, () => void handled.push(name)]));
  const service = { handlers, subscribe: () => () => undefined } as unknown as PanelService;
  connectContents(contents as unknown as WebContents, service);
  contents.emit('did-start-navigation', { isMainFrame: true, isSameDocument: false });
});

function send(message: unknown, from: object = { url: PAGE_URL, parent: null }): void {
  ipcMain.emit(CHANNEL, { sender: contents, senderFrame: from }, message);
}

async function answered(message: { id: number }): Promise<Answer> {
  send(message);
  const answer = (): Answer | undefined =>
    (contents.sent as Answer[]).find(({ id }) => id === message.id);
  await expect.poll(answer).toBeDefined();
  return answer()!;
}

describe('R59 IPC arguments', () => {
  it.each(calls)(
    '%s: anything but its own arguments is refused before its handler',
    async (call) => {
      for (const [id, args] of GARBAGE.entries())
        expect(await answered({ id, call, args } as never)).toMatchObject({
          error: { code: 'badArguments' },
        });
      expect(handled).toEqual([]);
    },
  );

  it.each(calls.filter((call) => !contract.calls[call].args.safeParse({}).success))(
    '%s: each of its fields is looked at',
    async (call) => {
      const fields = Object.keys(contract.calls[call].args.shape);
      const args = Object.fromEntries(fields.map((field) => [field, { nested: [NaN] }]));
      expect(await answered({ id: 1, call, args } as never)).toMatchObject({
        error: { code: 'badArguments' },
      });
      expect(handled).toEqual([]);
    },
  );

  it.each(['__proto__', 'constructor', 'vm.nonsense'])('there is no call %s', async (call) => {
    expect(await answered({ id: 1, call, args: {} } as never)).toMatchObject({
      error: { code: 'unknownCall' },
    });
  });

  it('what is no request at all is answered as such', async () => {
    send('nonsense');
    await expect
      .poll(() => contents.sent)
      .toEqual([{ id: -1, error: { code: 'badArguments', params: { reason: 'not a request' } } }]);
  });
});

describe('R59 IPC senders', () => {
  const request = { id: 1, call: 'vm.list', args: {} };

  it.each([
    ['a frame inside the page', { url: PAGE_URL, parent: {} }],
    ['a page that is not ours', { url: 'https://example.invalid/', parent: null }],
    ['a page with our name before another’s', { url: 'patchcord://app.example/', parent: null }],
  ])('%s is not heard', async (_who, frame) => {
    send(request, frame);
    await answered({ ...request, id: 2 });
    expect(handled).toEqual(['vm.list']);
    expect(contents.sent).toHaveLength(1);
  });

  it('another window is ignored', async () => {
    const event = { sender: new FakeContents(), senderFrame: { url: PAGE_URL, parent: null } };
    ipcMain.emit(CHANNEL, event, request);
    await answered({ ...request, id: 2 });
    expect(contents.sent).toHaveLength(1);
  });
});
