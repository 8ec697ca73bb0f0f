import { describe, expect, test } from 'vitest';
import {
  type Finding,
  type HostCheck,
  failed,
  ok,
  warning,
} from '../../src-main/host/checks/hostCheck.ts';
import { Doctor } from '../../src-main/host/doctor.ts';

describe('R62 a repair', () => {
  /** A check that fails until it is repaired. */
  function patient(): HostCheck & { repairs: number } {
    return {
      id: 'kvm',
      repairs: 0,
      check(): Finding {
        const mend = (): void => {
          this.repairs++;
        };
        return this.repairs > 0 ? ok('kvmWorks') : failed('kvmAbsent', {}, mend);
      },
    };
  }

  test('is done once and looked at; what is well is left alone', async () => {
    const arm = patient();
    const doctor = new Doctor([arm]);
    expect(await doctor.list()).toEqual([
      { id: 'kvm', status: 'failed', finding: { code: 'kvmAbsent', params: {} }, repairable: true },
    ]);
    expect(await doctor.repair('kvm')).toMatchObject({ status: 'ok', repairable: false });
    await doctor.repair('kvm');
    expect(arm.repairs).toBe(1);
  });

  test('of something unknown, or that cannot be repaired, is refused', async () => {
    const doctor = new Doctor([{ id: 'qemu', check: () => warning('qemuOld') }]);
    await expect(doctor.repair('tail')).rejects.toMatchObject({
      code: 'checkUnknown',
      params: { id: 'tail', known: 'qemu' },
    });
    await expect(doctor.repair('qemu')).rejects.toMatchObject({ code: 'notRepairable' });
  });
});
