import { afterEach, describe, expect, it } from 'vitest';
import { isMeant } from '../../../../src-renderer/views/console/vmSearch.ts';
import { setLanguage } from '../../../../src-renderer/text/text.ts';
import { laboratory } from '../../givenView.ts';

const { vms } = laboratory();
const found = (search: string) => vms.filter((vm) => isMeant(vm, search)).map(({ id }) => id);
const all = vms.map(({ id }) => id);

afterEach(() => setLanguage('en'));

describe('searching VMs', () => {
  it.each([
    ['', all],
    ['  ', all],
    ['debian', ['debian']],
    ['192.168.131.17', ['firewall']],
    ['00-03-ff-5d-23-01', ['haiku']],
    ['internal', ['debian', 'firewall', 'haiku']],
    ['internal lab', ['debian']],
    ['not connected', ['firewall']],
    ['debian haiku', []],
  ])('“%s” finds %j', (search, expected) => expect(found(search)).toEqual(expected));

  it('R67 connections are found by their names in the window’s language', async () => {
    await setLanguage('de');
    expect(found('nicht verbunden')).toEqual(['firewall']);
  });
});
