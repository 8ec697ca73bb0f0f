import { mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  ResolvConf,
  parseResolvConf,
} from '../../../../src-main/engine/outside/node/resolvConf.ts';
import { ManualClock } from '../../../scenario/manualClock.ts';

describe('resolv.conf', () => {
  it('names up to three servers', () => {
    const text = [
      '# by hand',
      'search lan',
      'nameserver 10.0.0.1',
      '  nameserver\t2001:db8::1  ',
      'nameserver fe80::1%eth0',
      'nameserver 10.0.0.4',
      'options edns0',
    ];
    expect(parseResolvConf(text.join('\n'))).toEqual(['10.0.0.1', '2001:db8::1', 'fe80::1%eth0']);
  });

  it('without one means the local machine', () => {
    expect(parseResolvConf('')).toEqual(['127.0.0.1']);
    expect(parseResolvConf('nameserver resolver.example\nnameserver\n;nameserver 1.1.1.1')).toEqual(
      ['127.0.0.1'],
    );
  });
});

describe('R30 the host’s resolver is followed', () => {
  const clock = new ManualClock();
  let folder = '';
  let path = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'resolvconf-'));
    path = join(folder, 'resolv.conf');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const follow = (): ResolvConf => new ResolvConf(() => clock.now(), path);

  it('as the file is written, replaced, and a link is led elsewhere; once a second at most', () => {
    writeFileSync(path, 'nameserver 10.0.0.1\n');
    const conf = follow();
    expect(conf.servers()).toEqual(['10.0.0.1']);
    writeFileSync(path, 'nameserver 10.0.0.22\n');
    expect(conf.servers()).toEqual(['10.0.0.1']);
    clock.advance(1000);
    expect(conf.servers()).toEqual(['10.0.0.22']);

    const other = join(folder, 'vpn.conf');
    writeFileSync(other, 'nameserver 10.8.0.22\n');
    const link = join(folder, 'link');
    symlinkSync(other, link);
    renameSync(link, path);
    clock.advance(1000);
    expect(conf.servers()).toEqual(['10.8.0.22']);
  });

  it('and kept while the file is missing', () => {
    const conf = follow();
    expect(conf.servers()).toEqual(['127.0.0.1']);
    writeFileSync(path, 'nameserver 10.0.0.1\n');
    clock.advance(1000);
    expect(conf.servers()).toEqual(['10.0.0.1']);
    rmSync(path);
    clock.advance(1000);
    expect(conf.servers()).toEqual(['10.0.0.1']);
  });
});
