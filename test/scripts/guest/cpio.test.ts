import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { CpioArchive } from '../../../scripts/guest/cpio.mjs';

interface Entry {
  readonly name: string;
  readonly mode: string;
  readonly content: string;
}

/** Reads `newc` by its definition: 13 fields of 8 digits after the magic; parts on multiples of 4. */
function entries(archive: Buffer): Entry[] {
  const found: Entry[] = [];
  const aligned = (at: number): number => Math.ceil(at / 4) * 4;
  for (let at = 0; at < archive.length;) {
    const header = archive.toString('latin1', at, at + 110);
    expect(header).toMatch(/^070701[0-9a-f]{104}$/);
    const field = (n: number): number => Number.parseInt(header.slice(6 + n * 8, 14 + n * 8), 16);
    const nameEnd = at + 110 + field(11);
    const start = aligned(nameEnd);
    const content = archive.toString('utf8', start, start + field(6));
    const name = archive.toString('utf8', at + 110, nameEnd);
    found.push({ name, mode: field(1).toString(8), content });
    at = aligned(start + field(6));
  }
  return found;
}

describe('CpioArchive', () => {
  it('holds files with the directories above them, once each, links and an end', () => {
    const archive = new CpioArchive();
    archive.file('etc/a/one', Buffer.from('12345'));
    archive.file('etc/a/two', Buffer.alloc(0));
    archive.symlink('etc/löwe', 'a/one');
    archive.directory('etc');
    expect(entries(archive.finish())).toEqual([
      { name: 'etc\0', mode: '40755', content: '' },
      { name: 'etc/a\0', mode: '40755', content: '' },
      { name: 'etc/a/one\0', mode: '100755', content: '12345' },
      { name: 'etc/a/two\0', mode: '100755', content: '' },
      { name: 'etc/löwe\0', mode: '120777', content: 'a/one' },
      { name: 'TRAILER!!!\0', mode: '0', content: '' },
    ]);
  });
});
