import { expect, it } from 'vitest';
import { errorText } from '../../../src-main/contract/sentence.ts';
import { isAboutSetUp } from '../../../src-renderer/views/setup/aboutSetUp.ts';
import { checkName } from '../../../src-renderer/views/setup/checkName.ts';
import { setupText } from '../../../src-renderer/text/en/setup.ts';
import { HostChanges } from '../../../src-main/host/hostChanges.ts';
import { standInDoctor } from '../../host/standInDoctor.ts';

it('R62 every check has a name; one that is not known goes by its id', async () => {
  const doctor = standInDoctor(() => [], new HostChanges('/nowhere', () => undefined));
  const ids = (await doctor.list()).map(({ id }) => id);
  expect(Object.keys(setupText.name).sort()).toEqual([...ids].sort());
  for (const id of ids) expect(checkName(id)).not.toBe(id);
  expect(checkName('from-a-newer-patchcord')).toBe('from-a-newer-patchcord');
  expect(checkName('toString')).toBe('toString');
});

it('some problems lead to the Setup page', () => {
  expect(isAboutSetUp({ code: 'notInGroup', params: {} })).toBe(true);
  expect(isAboutSetUp({ code: 'uplinkDown', params: {} })).toBe(false);
  expect(errorText({ code: 'helperMissing', params: { path: '/x' } })).toContain('Set up…');
});
