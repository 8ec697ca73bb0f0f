/**
 * The Debian packages that the tests need: QEMU, network tools, a browser, the guests' kernels. As
 * root they are installed. Otherwise the command is printed, and the suites that need them are
 * skipped for that reason (test/lab/prerequisites.ts).
 */
import { spawnSync } from 'node:child_process';
import { buildGuest } from './guest/buildGuest.mjs';
import { GuestBuildError } from './guest/debianPackage.mjs';
import { programPath } from './guest/hostPrograms.mjs';
import { say } from './prepare.mjs';

/** Package → a program or folder of it. If all of them exist, apt is not called. */
const packages = [
  ['qemu-system-x86', 'qemu-system-x86_64'],
  ['busybox-static', 'busybox'],
  ['chromium', 'chromium'],
  ['curl', 'curl'],
  ['dnsmasq', 'dnsmasq'],
  ['iperf3', 'iperf3'],
  ['iproute2', 'ip'],
  ['iputils-ping', 'ping'],
  ['libcap2-bin', 'setcap'],
  ['procps', 'sysctl'],
  // The fonts of the pictures in test/e2e/screens.
  ['fonts-dejavu-core', '/usr/share/doc/fonts-dejavu-core'],
  ['socat', 'socat'],
  ['tcpdump', 'tcpdump'],
  ['xz-utils', 'xz'],
  ['g++', 'c++'],
  ['make', 'make'],
  ['python3', 'python3'],
  // A desktop panel, for the tray.
  ['xfce4-panel', 'xfce4-panel'],
  ['xvfb', 'Xvfb'],
  ['dbus', 'dbus-daemon'],
  ['imagemagick', 'import'],
  ['xdotool', 'xdotool'],
  ['python3-gi', '/usr/share/doc/python3-gi'],
  ['gir1.2-gdkpixbuf-2.0', '/usr/share/doc/gir1.2-gdkpixbuf-2.0'],
];

/** The package that contains a program. */
export function packageOf(program) {
  return packages.find(([, brought]) => brought === program)?.[0] ?? program;
}

/** Installs missing packages as root; otherwise prints the command. */
export function prepareMachine() {
  const isMissing = ([, program]) => programPath(program) === null;
  const missing = packages.filter(isMissing).map(([name]) => name);
  const install = ['install', '-y', '--no-install-recommends', ...missing];
  if (missing.length > 0 && !(canInstall() && aptGet('update', '-q') && aptGet(...install)))
    say(`Some tests will be skipped. To run them all: sudo apt-get ${install.join(' ')}`);
  const reason = fetchGuests();
  if (reason !== null) say(`Tests with guests will be skipped. ${reason}`);
}

function canInstall() {
  return process.getuid?.() === 0 && programPath('apt-get') !== null;
}

/** Downloads the kernels (100 MB), so that no test has to wait for them. */
function fetchGuests() {
  const reason = guestsMissing();
  // No package lists yet, or lists that name what the mirror has replaced since.
  if (reason !== null && canInstall() && aptGet('update', '-q')) return guestsMissing();
  return reason;
}

/** @returns {string | null} why the guests cannot be built, and what to do; null: they can */
function guestsMissing() {
  try {
    for (const drivers of ['virtio', 'all']) buildGuest({ drivers });
    return null;
  } catch (error) {
    if (error instanceof GuestBuildError) return error.message;
    throw error;
  }
}

function aptGet(...words) {
  say(`apt-get ${words.join(' ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync('apt-get', words, { stdio: ['ignore', 'ignore', 2], env }).status === 0;
}
