import { flushPromises } from '@vue/test-utils';
import { beforeEach, describe, expect, it } from 'vitest';
import { PatchcordError } from '../../../../src-main/contract/errors.ts';
import { useSetUp } from '../../../../src-renderer/views/setup/useSetUp.ts';
import { nothing } from '../../../app/laboratory.ts';
import type { StandInProgram } from '../../../app/standInProgram.ts';
import { startProgram } from '../../standInBridge.ts';
import { within } from '../../within.ts';

let program: StandInProgram;
beforeEach(async () => {
  ({ program } = await startProgram(nothing));
});

const repairs = () => program.callsOf('doctor.repair');

async function looked() {
  const setUp = await within(program, useSetUp);
  await setUp.check();
  return setUp;
}

describe('R62 the set-up', () => {
  it('counts what needs attention: neither what is in order nor what was not checked', async () => {
    const setUp = await looked();
    expect(setUp.checks.value).toHaveLength(10);
    expect(setUp.attention.value).toBe(4);
    expect(setUp.repairable.value.map(({ id }) => id)).toEqual([
      'tun-device',
      'group-membership',
      'ping-sockets',
    ]);
  });

  it('looks at everything again after a repair, as one may mend another', async () => {
    const setUp = await looked();
    const mended = setUp.repair('group-membership');
    expect([setUp.repairing.value, setUp.busy.value]).toEqual(['group-membership', true]);
    await mended;
    expect([setUp.repairing.value, setUp.busy.value]).toEqual([null, false]);
    expect(setUp.checks.value.find(({ id }) => id === 'helper')).toMatchObject({ status: 'ok' });
    expect([...setUp.repaired.value]).toEqual(['group-membership']);
  });

  it('does one thing at a time', async () => {
    const setUp = await looked();
    await Promise.all([setUp.repair('tun-device'), setUp.repair('ping-sockets'), setUp.check()]);
    expect(repairs()).toEqual([{ check: 'tun-device' }]);
  });

  it('keeps what a repair was refused with until it succeeds', async () => {
    const setUp = await looked();
    const command = 'sudo /usr/lib/patchcord/setup tun';
    program.refuseNext('doctor.repair', new PatchcordError('repairRefused', { command }));
    await setUp.repair('tun-device');
    expect(setUp.refusals.value.get('tun-device')).toMatchObject({ code: 'repairRefused' });
    await setUp.repair('ping-sockets');
    expect(setUp.refusals.value.has('tun-device')).toBe(true);
    await setUp.repair('tun-device');
    expect(setUp.refusals.value.size).toBe(0);
  });

  it('repairs all that can be, going on past a refusal', async () => {
    const setUp = await looked();
    program.refuseNext('doctor.repair', new PatchcordError('repairFailed', { command: 'x' }));
    await setUp.repairAll();
    expect(repairs()).toHaveLength(3);
    expect(setUp.repairable.value.map(({ id }) => id)).toEqual(['tun-device']);
  });

  it('stops repairing all when the user closes the password dialog', async () => {
    const setUp = await looked();
    program.refuseNext('doctor.repair', new PatchcordError('repairDismissed'));
    await setUp.repairAll();
    expect(repairs()).toEqual([{ check: 'tun-device' }]);
    expect(setUp.busy.value).toBe(false);
  });

  it('leaves alone what another repair has mended meanwhile', async () => {
    const setUp = await looked();
    const all = setUp.repairAll();
    await program.handlers['doctor.repair']({ check: 'ping-sockets' });
    await all;
    const checks = ['tun-device', 'ping-sockets', 'group-membership'];
    expect(repairs()).toEqual(checks.map((check) => ({ check })));
  });

  it('says why the checks could not be looked at, until they can', async () => {
    program.refuseNext('doctor.list', new PatchcordError('connectionLost'));
    const setUp = await looked();
    expect(setUp.failure.value).toMatchObject({ code: 'connectionLost' });
    await setUp.check();
    await flushPromises();
    expect(setUp.failure.value).toBeNull();
  });
});
