import { flushPromises } from '@vue/test-utils';
import { expect, it } from 'vitest';
import { PatchcordError } from '../../../../src-main/contract/errors.ts';
import { useNics } from '../../../../src-renderer/views/networks/useNics.ts';
import { startProgram } from '../../standInBridge.ts';
import { within } from '../../within.ts';

it('R11 a NIC is excluded and offered again, and a refusal is shown', async () => {
  const { program } = await startProgram();
  const { nics, refusal, offer } = await within(program, useNics);
  await flushPromises();
  const offered = () => nics.value.filter((nic) => nic.offered).map(({ name }) => name);
  expect(offered()).toEqual(['enp3s0', 'wlp2s0']);
  await offer('wlp2s0', false);
  expect(offered()).toEqual(['enp3s0']);
  const params = { nic: 'wlp2s0', known: 'enp3s0' };
  program.refuseNext('nic.set', new PatchcordError('nicUnknown', params));
  await offer('wlp2s0', true);
  expect(refusal.value).toContain('wlp2s0');
  expect(offered()).toEqual(['enp3s0']);
});
