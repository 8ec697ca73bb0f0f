import { describe, expect, test } from 'vitest';
import {
  changedKind,
  chosenAttachment,
  chosenKind,
  filteredNics,
  seenReport,
  usableAdapters,
} from '../../../../src-main/app/vms/attachments/vmAttachments.ts';
import type { Attachment } from '../../../../src-main/contract/attachment.ts';
import type { EngineSnapshot } from '../../../../src-main/engine/engineConfig.ts';
import type { AdapterRecord, VmRecord } from '../../../../src-main/store/records.ts';
import { openBench } from '../../bench.ts';

function adapter(n: number, attachment: Attachment): AdapterRecord {
  const mac = `52-54-00-00-00-0${n}`;
  const plugged = { mode: 'shared', networkId: 'net-a', cable: true } as const;
  return { n, mac, model: 'virtio', attachment, policy: {}, ...plugged };
}

function vmWith(...attachments: Attachment[]): VmRecord {
  const adapters = attachments.map((attachment, index) => adapter(index + 1, attachment));
  const attachmentKind = attachments[0]!.kind;
  return {
    id: 'vm-a',
    name: 'Alpha',
    kind: 'qemu',
    command: null,
    attachmentKind,
    adapters,
    runningCards: null,
  };
}

/** Each adapter's port: attached, or with this problem. */
function snapshotOf(problems: readonly (string | null)[], uplinks: object[] = []): EngineSnapshot {
  const ports = problems.map((problem, index) => {
    return { id: `vm-a/${index + 1}`, attached: problem === null, problem, addresses: [] };
  });
  return { timeMs: 0, ports, forwards: [], uplinks, hostPorts: [] } as never;
}

const stream = { kind: 'qemuStream' } as const;
const held = (name: string) => ({ kind: 'heldTap', name }) as const;
const stopped = { state: 'stopped', carrier: [], problem: null } as const;

describe('the kind of a VM’s attachments', () => {
  test('of any TAP: held where a hypervisor has it open', async () => {
    const { app } = (await openBench()).patchcord;
    const kindOf = (name: string | null) => chosenKind(app, { kind: 'anyTap', name });
    expect(['tap0', 'tap1', null].map(kindOf)).toEqual(['tap', 'heldTap', 'tap']);
    expect(chosenKind(app, { kind: 'qemuDatagram' })).toBe('qemuDatagram');
  });

  test('changes among TAPs, or among QEMU’s own', () => {
    expect(changedKind(vmWith(stream), 'qemuDatagram')).toBe('qemuDatagram');
    expect(changedKind(vmWith(held('tap1')), 'tap')).toBe('tap');
    expect(changedKind(vmWith(held('tap1')), 'qemuStream')).toBe('heldTap');
    expect(() => changedKind(vmWith(stream), 'tap')).toThrow('tapOfTapVms');
  });

  test('is that of each adapter', async () => {
    const { app } = (await openBench()).patchcord;
    const place = { vm: vmWith(stream), n: 2, others: [] };
    expect(chosenAttachment(app, place, undefined, null)).toEqual(stream);
    const refused = [{ kind: 'qemuDatagram' }, { kind: 'tap', name: null }] as const;
    for (const [index, code] of ['attachmentMixed', 'tapOfTapVms'].entries())
      expect(() => chosenAttachment(app, place, refused[index], null)).toThrow(code);
    const taps = { vm: vmWith(held('tap1')), n: 2, others: [] };
    expect(chosenAttachment(app, taps, { kind: 'anyTap', name: 'tap0' }, null)).toEqual(
      held('tap0'),
    );
  });
});

test('ports that another program has taken are replaced; others are kept', async () => {
  const { app } = (await openBench({ boundUdpPorts: () => new Set([40_001]) })).patchcord;
  const datagram = (enginePort: number): Attachment => {
    return { kind: 'qemuDatagram', enginePort, guestPort: enginePort + 100 };
  };
  const vm = vmWith(datagram(40_001), datagram(40_003));
  const [first, second] = usableAdapters(app, vm, 'qemuDatagram', snapshotOf(['EADDRINUSE', null]));
  expect(first!.attachment).not.toEqual(datagram(40_001));
  expect(second!.attachment).toEqual(datagram(40_003));
});

test('NICs whose filters change are those of held TAPs', () => {
  const vms = [vmWith(stream), vmWith(held('tap1'), held('tap2'))];
  expect(filteredNics(vms)).toEqual(['tap1', 'tap2']);
});

describe('the report of a VM that its hypervisor does not know', () => {
  test('is running while one of its TAPs is in use', () => {
    const vm = vmWith(held('tap1'), held('tap2'));
    expect(seenReport(vm, stopped, snapshotOf([null, 'tapBusy']))).toMatchObject({
      state: 'running',
      carrier: [1],
    });
    expect(seenReport(vm, stopped, snapshotOf(['tapBusy', 'tapBusy']))).toBe(stopped);
    expect(seenReport(vm, stopped, null)).toBe(stopped);
  });

  test('has no carrier where the NIC of the network is gone', () => {
    const gone = [{ networkId: 'net-a', attached: false, problem: null }];
    const report = seenReport(vmWith(held('tap1')), stopped, snapshotOf([null], gone));
    expect(report).toMatchObject({ state: 'running', carrier: [] });
  });

  test('follows nothing else: a guest at QEMU’s own socket is for its monitor to report', () => {
    expect(seenReport(vmWith(stream), stopped, snapshotOf([null]))).toBe(stopped);
  });
});
