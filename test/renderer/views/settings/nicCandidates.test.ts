import { describe, expect, it } from 'vitest';
import type { Nic } from '../../../../src-main/contract/network.ts';
import { nicCandidates } from '../../../../src-renderer/views/settings/nicCandidates.ts';

function nic(name: string, up: boolean, ...addresses: string[]): Nic {
  return { name, mac: '', wireless: name.startsWith('w'), up, addresses, defaultRoute: false };
}

const suggested = (...nics: Nic[]) => nicCandidates(nics).suggested.map(({ name }) => name);

describe('R2 the candidates for a VM', () => {
  it('are the wired NIC and, where present, the wireless one', () => {
    const [wireless, wired] = [nic('wlp2s0', true, '10.0.0.2'), nic('enp3s0', true, '10.0.0.3')];
    expect(suggested(wireless, wired)).toEqual(['enp3s0', 'wlp2s0']);
    expect(suggested(wired)).toEqual(['enp3s0']);
    expect(suggested()).toEqual([]);
  });

  it('are of each sort the one that is connected, best with an address', () => {
    const nics = [nic('enp1s0', false), nic('enp2s0', true), nic('enp3s0', true, '10.0.0.3')];
    expect(nicCandidates(nics)).toEqual({ suggested: [nics[2]], others: [nics[0], nics[1]] });
  });

  it('are of those the one that the internet is reached by', () => {
    const [lan, uplink] = [nic('enp1s0', true, '10.0.0.2'), nic('enp2s0', true, '10.1.0.2')];
    expect(suggested(lan, { ...uplink, defaultRoute: true })).toEqual(['enp2s0']);
  });

  it('begin with the wireless one where the wired one has no cable', () => {
    expect(suggested(nic('enp3s0', false), nic('wlp2s0', true))).toEqual(['wlp2s0', 'enp3s0']);
  });
});
