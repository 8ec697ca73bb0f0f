import { describe, expect, test } from 'vitest';
import { heldTap } from '../../../../src-main/app/vms/attachments/heldTap.ts';
import { openBench } from '../../bench.ts';

const attachment = { kind: 'heldTap', name: 'tap1' } as const;
const adapter = { vm: 'Alpha', n: 1 };

describe('R55 a TAP that a hypervisor holds', () => {
  test('is chosen by name, and its netdev is the engine’s end', async () => {
    const { app } = (await openBench()).patchcord;
    const place = { vm: { id: 'vm-a', name: 'Alpha' }, n: 1, others: [] };
    expect(heldTap.choose(app, place, 'tap1', null)).toEqual(attachment);
    const socketPath = () => expect.unreachable('it has no socket');
    expect(heldTap.link(attachment, '52-54-00-00-00-01', socketPath)).toEqual({
      kind: 'heldTap',
      netdev: 'tap1',
    });
  });

  test('changes the filters of its netdev', () => {
    expect(heldTap.filteredNic(attachment)).toBe('tap1');
  });

  test('that no program has open is down, which is not a fault of the TAP', () => {
    const codes = ['tapBusy', 'interfaceGone', 'EPERM'].map(
      (reason) => heldTap.problem(attachment, adapter, reason)!.code,
    );
    expect(codes).toEqual(['tapDown', 'tapGone', 'tapUnusable']);
  });
});
