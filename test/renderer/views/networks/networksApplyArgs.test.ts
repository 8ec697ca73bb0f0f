import { describe, expect, it } from 'vitest';
import { edited, type NetworkDraft } from '../../../../src-renderer/views/networks/networkDraft.ts';
import {
  networksApplyArgs,
  refusedDraft,
} from '../../../../src-renderer/views/networks/networksApplyArgs.ts';
import { laboratory } from '../../givenView.ts';

const [base, other] = laboratory().networks;
const draftOf = (network: typeof base): NetworkDraft => {
  return { key: network!.id, kind: network!.kind, base: network!, edits: {}, removed: false };
};
const draft = draftOf(base);
const fresh = edited(
  { key: 'new-1', kind: 'internal', base: null, edits: {}, removed: false },
  { name: ' DMZ ', mtu: '9000' },
);

describe('the drafts of networks as one call', () => {
  it('has of a changed network only what was touched', () => {
    const changed = edited(draft, { dns: '9.9.9.9 1.1.1.1', to: '192.168.131.99' });
    const range = { from: '192.168.131.16', to: '192.168.131.99' };
    const change = { dns: ['9.9.9.9', '1.1.1.1'], range };
    expect(networksApplyArgs([changed])).toEqual({
      ...{ removed: [], added: [] },
      changed: [{ network: base!.id, change }],
    });
  });

  it('has removed and new networks apart', () => {
    const removed = { ...draftOf(other), removed: true };
    expect(networksApplyArgs([fresh, removed])).toEqual({
      removed: [other!.id],
      changed: [],
      added: [{ name: 'DMZ', kind: 'internal', mtu: 9000 }],
    });
  });

  it('finds the draft that a refusal is about, by id or by its new name', () => {
    expect(refusedDraft([draft, fresh], base!.id)).toBe(draft);
    expect(refusedDraft([draft, fresh], 'DMZ')).toBe(fresh);
    expect(refusedDraft([draft, fresh], undefined)).toBeUndefined();
  });
});
