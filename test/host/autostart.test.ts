import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Autostart } from '../../src-main/host/autostart.ts';
import { freshDataDir } from '../store/dataDir.ts';

const ENTRY = 'autostart/io.github.patchcord.Patchcord.desktop';

test('on writes a desktop entry, off takes it away', () => {
  const configHome = freshDataDir();
  const autostart = new Autostart({ XDG_CONFIG_HOME: configHome }, ['/opt/p', '--hidden']);
  expect(autostart.isOn()).toBe(false);
  autostart.turn(true);
  const entry = readFileSync(join(configHome, ENTRY), 'utf8');
  expect(entry).toMatch(/^\[Desktop Entry\]\nType=Application\nName=Patchcord\n/);
  expect(entry).toContain('\nExec="/opt/p" "--hidden"\n');
  expect(autostart.isOn()).toBe(true);
  autostart.turn(false);
  autostart.turn(false);
  expect([autostart.isOn(), existsSync(join(configHome, ENTRY))]).toEqual([false, false]);
});

test('words are quoted as the Exec key wants them', () => {
  const configHome = freshDataDir();
  const word = 'a b"c$d`e\\f%g';
  new Autostart({ XDG_CONFIG_HOME: configHome }, [word]).turn(true);
  const exec = /^Exec=(.*)$/m.exec(readFileSync(join(configHome, ENTRY), 'utf8'))![1]!;
  expect(unescaped(exec)).toBe(word);
});

test.each(['Hidden=true', 'X-GNOME-Autostart-enabled=false'])(
  'an entry that the desktop switched off by %s is off',
  (line) => {
    const configHome = freshDataDir();
    const autostart = new Autostart({ XDG_CONFIG_HOME: configHome }, ['p']);
    autostart.turn(true);
    appendFileSync(join(configHome, ENTRY), `${line}\n`);
    expect(autostart.isOn()).toBe(false);
    autostart.turn(true);
    expect(autostart.isOn()).toBe(true);
  },
);

/** As a desktop reads it: the string value first, then the quotes, then field codes. */
function unescaped(value: string): string {
  const text = value.replaceAll('\\\\', '\\');
  return text.replace(/^"|"$/g, '').replace(/\\(.)/g, '$1').replaceAll('%%', '%');
}
