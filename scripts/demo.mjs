/**
 * `npm start -- --demo`: two small Linux guests on a Shared network. They run with a temporary data
 * directory and leave no files behind. The demo uses the command line, as a user would.
 * Read first: scripts/guest/buildGuest.mjs (the guest), scripts/guest/qemu.mjs (its command).
 */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { findNode, PrepareError, root, say } from './prepare.mjs';

const GUESTS = ['alice', 'bob'];
/** Time limit for the program to answer, ms. */
const ANSWER_LIMIT_MS = 30_000;
/** Time limit for a guest to end, ms. */
const END_LIMIT_MS = 5_000;

/**
 * @param {(variables: object) => Promise<number>} face runs the program until it is stopped
 * @returns {Promise<number>} its exit status
 */
export async function runDemo(face) {
  const machine = await prepareMachine();
  const dataDir = mkdtempSync(join(tmpdir(), 'patchcord-demo-'));
  try {
    const ended = face({ PATCHCORD_DATA_DIR: dataDir });
    const stopped = ended.then(() => 'stopped');
    await Promise.race([stopped, addGuests(dataDir, machine).catch((error) => say(error.message))]);
    return await ended;
  } finally {
    await endGuests(dataDir);
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** QEMU's path, whether KVM works, and the guest's kernel and initramfs. */
async function prepareMachine() {
  const { buildGuest } = await import('./guest/buildGuest.mjs');
  const { findQemu, kvmWorks, QEMU_MISSING } = await import('./guest/qemu.mjs');
  const qemu = findQemu();
  if (qemu === null) throw new PrepareError(QEMU_MISSING);
  say('Building the guests (once)…');
  try {
    return { qemu, kvm: kvmWorks(qemu), ...buildGuest() };
  } catch (error) {
    throw new PrepareError(error.message);
  }
}

async function addGuests(dataDir, machine) {
  await untilAnswering(dataDir);
  const { demoVmCommand } = await import('./guest/qemu.mjs');
  for (const name of GUESTS) {
    const consolePath = join(dataDir, `${name}.console`);
    const command = demoVmCommand({ ...machine, name, consolePath });
    await patchcord(dataDir, 'vm', 'add', name, '--mode', 'shared');
    const whole = `${command} -pidfile ${pidFile(dataDir, name)}`;
    await patchcord(dataDir, 'vm', 'set', name, '--command', whole);
    await patchcord(dataDir, 'vm', 'start', name);
    say(`${name} runs. Its console: socat -,raw,echo=0 UNIX-CONNECT:${consolePath}`);
  }
  // The demo's data directory is not the default one, so its commands must name it.
  say(`Its command line, and a new link: npm run -s cli -- --data-dir ${dataDir} status`);
}

async function untilAnswering(dataDir) {
  const limit = Date.now() + ANSWER_LIMIT_MS;
  while (!existsSync(join(dataDir, 'control.sock'))) {
    if (Date.now() > limit) throw new Error('The program does not answer; the demo has no guests.');
    await sleep(50);
  }
}

const pidFile = (dataDir, name) => join(dataDir, `${name}.pid`);

async function patchcord(dataDir, ...words) {
  const cli = join(root, 'out/main/cli.js');
  await promisify(execFile)(findNode(), [cli, '--data-dir', dataDir, ...words]);
}

/** Guests keep running when the program ends, so the demo ends its own. QEMU removes its pid file. */
async function endGuests(dataDir) {
  const files = GUESTS.map((name) => pidFile(dataDir, name)).filter((file) => existsSync(file));
  for (const file of files) kill(Number(readFileSync(file, 'utf8')));
  const limit = Date.now() + END_LIMIT_MS;
  while (files.some((file) => existsSync(file)) && Date.now() < limit) await sleep(50);
}

function kill(pid) {
  try {
    process.kill(pid, 'SIGTERM');
  } catch {
    // It has just ended.
  }
}
