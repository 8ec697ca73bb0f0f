import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ChangedNics } from '../../../src-main/app/networks/changedNics.ts';
import { HostChanges } from '../../../src-main/host/hostChanges.ts';

describe('ChangedNics', () => {
  let dataDir: string;
  const warn = vi.fn();
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'patchcord-nics-'));
    warn.mockClear();
  });
  afterEach(() => rmSync(dataDir, { recursive: true }));

  it('gives a NIC back when the engine no longer uses it', () => {
    const given: string[] = [];
    const nics = new ChangedNics(new HostChanges(dataDir, (nic) => void given.push(nic)), { warn });
    nics.intend(['eth0', 'eth1']);
    nics.releaseOthers(['eth1']);
    expect([given, new HostChanges(dataDir).left()]).toEqual([['eth0'], ['eth1']]);
  });

  it('gives the other NICs back when one of them fails', () => {
    const given: string[] = [];
    const changes = new HostChanges(dataDir, (nic) => {
      if (nic === 'eth0') throw new Error('busy');
      given.push(nic);
    });
    const nics = new ChangedNics(changes, { warn });
    nics.intend(['eth0', 'eth1']);
    nics.releaseOthers([]);
    expect(given).toEqual(['eth1']);
    expect(warn).toHaveBeenCalledOnce();
  });
});
