import { describe, expect, it } from 'vitest';
import type { Vm } from '../../../../src-main/contract/vm.ts';
import {
  connectionOf,
  draftAdapters,
  freeNumber,
  hasEdits,
  noEdits,
  rebased,
  withAdapter,
  withAdded,
  withCommand,
  withName,
  withRemoved,
  type AdapterDraft,
} from '../../../../src-renderer/views/settings/vmDraft.ts';
import { laboratory } from '../../givenView.ts';

const debian = (): Vm => laboratory().vms[0]!;
const unplugged = { mode: 'none', network: null, nic: null, newNetwork: null } as const;
const extra = (n: number): AdapterDraft => {
  return { n, cable: true, mac: '00-03-FF-00-00-09', model: 'virtio', ...unplugged };
};

describe('a draft of a VM’s settings', () => {
  it('has no edits once every field says again what the VM says', () => {
    const vm = debian();
    const [first] = draftAdapters(vm, noEdits);
    let edits = withName(vm, noEdits, 'Other');
    edits = withCommand(vm, edits, '');
    edits = withAdapter(vm, edits, 1, { mac: '00-03-FF-00-00-01', connection: unplugged });
    edits = withAdapter(vm, edits, 1, { cable: false });
    expect(hasEdits(edits)).toBe(true);
    edits = withName(vm, edits, vm.name);
    edits = withCommand(vm, edits, vm.command!);
    edits = withAdapter(vm, edits, 1, { mac: first!.mac, connection: connectionOf(first!) });
    expect(hasEdits(edits)).toBe(true);
    edits = withAdapter(vm, edits, 1, { cable: true });
    expect(hasEdits(edits)).toBe(false);
  });

  it('lays edits over the adapters and leaves the others alone', () => {
    const vm = debian();
    const [first, second] = draftAdapters(
      vm,
      withAdapter(vm, noEdits, 2, { connection: unplugged }),
    );
    expect(first).toMatchObject({ n: 1, mode: 'shared', network: 'shared' });
    expect(second).toMatchObject({ n: 2, mode: 'none', network: null, mac: '00-03-FF-5D-20-02' });
  });

  it('R1 offers the lowest free number, and none beyond four', () => {
    expect(freeNumber([{ n: 1 }, { n: 3 }])).toBe(2);
    expect(freeNumber([1, 2, 3, 4].map((n) => ({ n })))).toBeNull();
  });

  it('turns removing and adding the same number into a change', () => {
    const vm = debian();
    const edits = withAdded(vm, withRemoved(noEdits, 2), extra(2));
    expect(edits.removed).toEqual([]);
    expect(draftAdapters(vm, edits)[1]).toEqual(extra(2));
  });

  it('follows what is changed elsewhere, but keeps what was touched', () => {
    const before = debian();
    const edits = withAdapter(before, withName(before, noEdits, 'Mine'), 1, { model: 'e1000' });
    const after = structuredClone(before);
    after.name = 'Theirs';
    after.command = 'qemu-system-x86_64';
    after.adapters[0]!.mac = '00-03-FF-77-77-77';
    const next = rebased(before, after, edits);
    expect(next.name).toBe('Mine');
    expect(next.command).toBeUndefined();
    expect(draftAdapters(after, next)[0]).toMatchObject({
      model: 'e1000',
      mac: '00-03-FF-77-77-77',
    });
  });

  it('drops an edit that was made elsewhere too', () => {
    const before = debian();
    const after = { ...before, name: 'Same' };
    expect(hasEdits(rebased(before, after, withName(before, noEdits, 'Same')))).toBe(false);
  });

  it('keeps a touched adapter that was removed elsewhere, as an added one', () => {
    const before = debian();
    const edits = withAdapter(before, noEdits, 2, { model: 'tulip' });
    const after = { ...before, adapters: before.adapters.slice(0, 1) };
    const next = rebased(before, after, edits);
    expect(next.added).toMatchObject([{ n: 2, model: 'tulip', mac: '00-03-FF-5D-20-02' }]);
    expect(draftAdapters(after, next)).toHaveLength(2);
  });

  it('moves an added adapter whose number was taken elsewhere', () => {
    const before = debian();
    const after = structuredClone(before);
    after.adapters.push({ ...after.adapters[0]!, n: 3, mac: '00-03-FF-00-00-33' });
    const next = rebased(before, after, withAdded(before, noEdits, extra(3)));
    expect(draftAdapters(after, next).map(({ n }) => n)).toEqual([1, 2, 3, 4]);
    expect(next.added).toEqual([extra(4)]);
  });
});
