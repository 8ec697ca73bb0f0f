/**
 * `npm run bench`: throughput between a guest and its host, measured by iperf3 in a real QEMU guest
 * on Shared networking, and in the same guest on QEMU's and passt's networks. It needs no root,
 * because the server listens on an address of this computer that is outside for a guest.
 * `npm run bench -- passt` measures only rows whose name contains that word.
 * Read first: test/lab/guest.ts. Figures are the best of ROUNDS. Compare only figures of one run.
 */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, networkInterfaces, release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { endWith, ensureBuilt, ensureInstalled, PrepareError, root } from './prepare.mjs';
import { programPath } from './guest/hostPrograms.mjs';

const ROUNDS = 3;
const SECONDS = 3;
/** Not iperf3's default 5201, which another program may use. */
const PORT = 25_201;
const START_LIMIT_MS = 30_000;
const CLI = join(root, 'out/main/cli.js');

const execute = promisify(execFile);

/** The first address of this computer that is not loopback. */
function ownAddress() {
  const all = Object.values(networkInterfaces()).flat();
  const found = all.find(({ family, internal }) => family === 'IPv4' && !internal);
  if (found === undefined)
    throw new PrepareError(
      'This computer has no IPv4 address but loopback: connect it to a network.',
    );
  return found.address;
}

function needed(program, debianPackage) {
  if (programPath(program) === null)
    throw new PrepareError(
      `${program} is missing. Install it: sudo apt-get install ${debianPackage}`,
    );
}

async function until(isThere) {
  for (const limit = Date.now() + START_LIMIT_MS; !isThere(); await sleep(50))
    if (Date.now() > limit) throw new PrepareError('Something that was started does not answer.');
}

/** CPU seconds of a process and its threads: fields 14 and 15 of proc(5) stat. */
function cpuSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** Runs one measurement in the guest. Gbit/s, or NaN. `down`: from host to guest. */
async function iperf(guest, target, down) {
  const words = `iperf3 -J -c ${target} -p ${PORT} -t ${SECONDS} ${down ? '-R' : ''}`;
  const { output } = await guest.run(words, (SECONDS + 20) * 1000);
  try {
    return JSON.parse(output).end.sum_received.bits_per_second / 1e9;
  } catch {
    return Number.NaN;
  }
}

/** @param {number} pid the process whose CPU time is counted */
async function measure(guest, target, pid) {
  const figures = {};
  for (const [name, down] of [
    ['out', false],
    ['in', true],
  ]) {
    const before = cpuSeconds(pid);
    const rates = [];
    for (let round = 0; round < ROUNDS; round += 1) rates.push(await iperf(guest, target, down));
    const gigabits = rates.reduce((sum, rate) => sum + (rate || 0), 0) * SECONDS;
    figures[name] = Math.max(...rates.map((rate) => rate || 0));
    figures[`${name}Cpu`] = (cpuSeconds(pid) - before) / gigabits;
  }
  return figures;
}

/** Starts the guest with these QEMU arguments. Returns it and its lease. */
async function withGuest(vmArgs, use) {
  const { Guest } = await import('../test/lab/guest.ts');
  const guest = await Guest.start({ name: 'bench', memory: 256, extras: ['iperf3'], vmArgs });
  try {
    return await use(guest, await guest.lease());
  } finally {
    await guest.stop();
  }
}

async function patchcord(mtu, address) {
  const dir = mkdtempSync(join(tmpdir(), 'patchcord-bench-'));
  const env = { ...process.env, PATCHCORD_DATA_DIR: dir };
  const cli = async (...words) =>
    (await execute(process.execPath, [CLI, ...words], { env })).stdout;
  const serve = spawn(process.execPath, [CLI, 'serve', '--no-open'], { env, stdio: 'ignore' });
  try {
    await until(() => existsSync(join(dir, 'control.sock')));
    await cli('vm', 'add', 'bench', '--mode', 'shared');
    await cli('network', 'set', 'Shared', `mtu=${mtu}`);
    const vmArgs = JSON.parse(await cli('vm', 'args', 'bench', '--json'));
    return await withGuest(vmArgs, (guest) => measure(guest, address, serve.pid));
  } finally {
    serve.kill();
    if (serve.exitCode === null) await once(serve, 'exit');
    rmSync(dir, { recursive: true, force: true });
  }
}

/** QEMU's `-netdev user`. Its MTU cannot be set, and its CPU time includes the guest's. */
async function slirp(address) {
  const vmArgs = ['-netdev', 'user,id=n', '-device', 'virtio-net-pci,netdev=n,romfile='];
  const figures = await withGuest(vmArgs, (guest) => measure(guest, address, guest.pid));
  return { ...figures, outCpu: Number.NaN, inCpu: Number.NaN };
}

/** passt gives the guest this computer's address. The guest reaches the computer at its gateway. */
async function passt(mtu) {
  const dir = mkdtempSync(join(tmpdir(), 'passt-bench-'));
  const path = join(dir, 'socket');
  const words = [
    '-f',
    '-q',
    '-s',
    path,
    '-m',
    String(mtu),
    ...(process.getuid() ? [] : ['--runas', '0']),
  ];
  const server = spawn(programPath('passt'), words, { stdio: 'ignore' });
  try {
    await until(() => existsSync(path));
    const netdev = `stream,id=n,server=off,addr.type=unix,addr.path=${path}`;
    const vmArgs = ['-netdev', netdev, '-device', 'virtio-net-pci,netdev=n,romfile='];
    return await withGuest(vmArgs, (guest, lease) => measure(guest, lease.router, server.pid));
  } finally {
    server.kill();
    rmSync(dir, { recursive: true, force: true });
  }
}

const wanted = (name) => name.toLowerCase().includes((process.argv[2] ?? '').toLowerCase());

const cell = (figure) => (Number.isFinite(figure) ? figure.toFixed(2) : '–').padStart(8);

function row(name, mtu, { out, outCpu, in: down, inCpu }) {
  console.log(
    `${name.padEnd(18)}${String(mtu).padStart(7)}${[out, outCpu, down, inCpu].map(cell).join('')}`,
  );
}

async function facts() {
  const { findQemu, kvmWorks } = await import('./guest/qemu.mjs');
  const qemu = findQemu();
  const version = /version (\S+)/.exec((await execute(qemu, ['--version'])).stdout)[1];
  const cores = cpus();
  const accelerator = kvmWorks(qemu) ? 'KVM' : 'TCG (no KVM here: the guest is the slowest part)';
  return `${cores[0].model}, ${cores.length} cores; Linux ${release()}; Node ${process.version}; QEMU ${version}, ${accelerator}`;
}

await endWith(async () => {
  if (process.platform !== 'linux') throw new PrepareError('The bench runs on Linux.');
  needed('qemu-system-x86_64', 'qemu-system-x86');
  needed('iperf3', 'iperf3');
  ensureInstalled();
  ensureBuilt();
  const address = ownAddress();
  const server = spawn(programPath('iperf3'), ['-s', '-p', String(PORT)], { stdio: 'ignore' });
  try {
    console.log(
      `${await facts()}\niperf3, one TCP stream, best of ${ROUNDS} × ${SECONDS} s; Gbit/s, and CPU seconds per Gbit\n`,
    );
    console.log(`${''.padEnd(18)}    MTU  guest→host  s/Gb  host→guest  s/Gb`);
    const rows = [
      ['Patchcord', 1500, (mtu) => patchcord(mtu, address)],
      ['Patchcord', 65_520, (mtu) => patchcord(mtu, address)],
      ['QEMU user (slirp)', 1500, () => slirp(address)],
      ['passt', 1500, passt],
      ['passt', 65_520, passt],
    ].filter(([name]) => wanted(name) && (name !== 'passt' || programPath(name) !== null));
    for (const [name, mtu, figures] of rows) row(name, mtu, await figures(mtu));
    return 0;
  } finally {
    server.kill();
  }
});
