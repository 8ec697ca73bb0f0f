import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkMeaning, findingText, knownFindings } from '../../src-main/contract/checkText.ts';
import {
  type Finding,
  type HostCheck,
  failed,
  ok,
  warning,
} from '../../src-main/host/checks/hostCheck.ts';
import { Doctor, hostChecks } from '../../src-main/host/doctor.ts';
import { HostChanges } from '../../src-main/host/hostChanges.ts';
import { freshDataDir } from '../store/dataDir.ts';

describe('R62 a repair', () => {
  /** Wrong until it is repaired. */
  function patient(): HostCheck & { repairs: number } {
    return {
      id: 'arm',
      repairs: 0,
      check(): Finding {
        const mend = (): void => {
          this.repairs++;
        };
        return this.repairs > 0 ? ok('mended') : failed('broken', {}, mend);
      },
    };
  }

  test('is done once and looked at; what is well is left alone', async () => {
    const arm = patient();
    const doctor = new Doctor([arm]);
    expect(await doctor.list()).toEqual([
      { id: 'arm', status: 'failed', finding: { code: 'broken', params: {} }, repairable: true },
    ]);
    expect(await doctor.repair('arm')).toMatchObject({ status: 'ok', repairable: false });
    await doctor.repair('arm');
    expect(arm.repairs).toBe(1);
  });

  test('of something unknown, or that cannot be repaired, is refused', async () => {
    const doctor = new Doctor([{ id: 'leg', check: () => warning('sore') }]);
    await expect(doctor.repair('tail')).rejects.toMatchObject({
      code: 'checkUnknown',
      params: { id: 'tail', known: 'leg' },
    });
    await expect(doctor.repair('leg')).rejects.toMatchObject({ code: 'notRepairable' });
  });
});

test('every check has a meaning, and every finding in the sources its sentences', () => {
  const changes = new HostChanges(freshDataDir());
  for (const { id } of hostChecks({ changes, nics: () => [], subnetClashes: () => [] }))
    expect(checkMeaning(id), id).not.toBe('');
  const folder = join(import.meta.dirname, '../../src-main/host/checks');
  const codes = readdirSync(folder).flatMap((file) =>
    [
      ...readFileSync(join(folder, file), 'utf8').matchAll(
        /\b(?:ok|skipped|warning|failed)\((?:\w+ \? )?'(\w+)'(?: : '(\w+)')?/g,
      ),
    ].flatMap(([, first, second]) => [first!, ...(second === undefined ? [] : [second])]),
  );
  expect(new Set(codes)).toEqual(knownFindings);
});

test('parameters are put into both sentences', () => {
  const params = { version: '6.2', needed: '7.2' };
  expect(findingText({ code: 'qemuOld', params })).toEqual({
    summary: 'QEMU 6.2 is too old.',
    remedy: 'Install 7.2 or newer.',
  });
});
