/**
 * The small Linux guest of the demo and the tests: Debian's kernel, and an initramfs of busybox, a
 * few drivers and the scripts in root/. It is built once; the key in the cache is a hash of its
 * content. Read first: root/init. Left out: a disk, and everything that slows down the boot.
 */
import { Buffer } from 'node:buffer';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { CpioArchive } from './cpio.mjs';
import { GuestBuildError, firstDependency, unpackedPackage } from './debianPackage.mjs';
import { programPath, programWithLibraries } from './hostPrograms.mjs';
import { modulesInOrder } from './kernelModules.mjs';

const root = join(import.meta.dirname, 'root');
/** `virtio`: the small kernel for clouds. `all`: the full one, with drivers for every card model. */
const KERNELS = {
  virtio: {
    metaPackage: 'linux-image-cloud-amd64',
    modules: ['virtio_pci', 'virtio_net', 'button', 'evdev'],
  },
  all: {
    metaPackage: 'linux-image-amd64',
    modules: [
      ...['virtio_pci', 'virtio_net', 'e1000', 'e1000e', '8139cp', '8139too', 'tulip'],
      ...['button', 'evdev', 'af_packet'],
    ],
  },
};

/** Folder for packages and built guests, which are kept between runs. */
export function guestCacheDir() {
  const cache = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  return join(cache, 'patchcord', 'guest');
}

/**
 * @param {{ cacheDir?: string, drivers?: 'virtio' | 'all', extras?: string[] }} [options]
 *   `extras`: names of this computer's programs to copy into the guest.
 * @returns {{ kernel: string, initramfs: string }} paths
 * @throws GuestBuildError one line, with the command that helps
 */
export function buildGuest(options = {}) {
  const { cacheDir = guestCacheDir(), drivers = 'virtio', extras = [] } = options;
  const { metaPackage, modules } = KERNELS[drivers];
  const tree = unpackedPackage(firstDependency(metaPackage, 'linux-image-', cacheDir), cacheDir);
  const kernel = kernelOf(tree);
  const contents = guestContents(cacheDir, extras);
  const initramfs = join(cacheDir, `initramfs-${contentKey(tree, modules, contents)}.gz`);
  if (!existsSync(initramfs)) writeInitramfs(initramfs, modulesInOrder(tree, modules), contents);
  return { kernel, initramfs };
}

function kernelOf(tree) {
  const boot = join(tree, 'boot');
  const name = readdirSync(boot).find((entry) => entry.startsWith('vmlinuz-'));
  if (name === undefined) throw new GuestBuildError(`No kernel in ${boot}: delete that folder.`);
  return join(boot, name);
}

/** Every file of the guest except modules: path in the guest → path here. */
function guestContents(cacheDir, extras) {
  const contents = new Map([['bin/busybox', staticBusybox(cacheDir)]]);
  for (const entry of readdirSync(root))
    contents.set(entry === 'init' ? 'init' : `bin/${entry}`, join(root, entry));
  for (const name of extras)
    for (const [path, source] of programWithLibraries(name)) contents.set(path, source);
  return contents;
}

/** This computer's busybox, if it is static: ELF without an interpreter. */
function staticBusybox(cacheDir) {
  const own = programPath('busybox');
  const isStatic = own !== null && programWithLibraries(own).size === 1;
  if (isStatic) return own;
  const tree = unpackedPackage('busybox-static', cacheDir);
  const places = ['bin/busybox', 'usr/bin/busybox'].map((path) => join(tree, path));
  return places.find((path) => existsSync(path)) ?? places[0];
}

function contentKey(tree, modules, contents) {
  const hash = createHash('sha256').update(JSON.stringify([tree, modules]));
  for (const source of ['buildGuest.mjs', 'cpio.mjs', 'kernelModules.mjs'])
    hash.update(readFileSync(join(import.meta.dirname, source)));
  for (const [path, source] of contents) hash.update(path).update(readFileSync(source));
  return hash.digest('hex').slice(0, 16);
}

function writeInitramfs(target, modules, contents) {
  const archive = new CpioArchive();
  for (const folder of ['proc', 'sys', 'dev', 'etc', 'tmp', 'run']) archive.directory(folder);
  const busybox = contents.get('bin/busybox');
  for (const [path, source] of contents) archive.file(path, readFileSync(source));
  for (const applet of applets(busybox)) {
    const path = `bin/${applet}`;
    if (!contents.has(path)) archive.symlink(path, 'busybox');
  }
  for (const { name, content } of modules) archive.file(`modules/${name}.ko`, content);
  const order = modules.map(({ name }) => `${name}\n`).join('');
  archive.file('modules/order', Buffer.from(order));
  archive.file('etc/acpi/PWRF/00000080', Buffer.from('#!/bin/sh\npoweroff -f\n'));
  store(target, gzipSync(archive.finish()));
}

function applets(busybox) {
  return execFileSync(busybox, ['--list'], { encoding: 'utf8' }).trim().split('\n');
}

/** Writes the whole file or nothing, because another process may build the same guest. */
function store(target, content) {
  const unfinished = `${target}.${process.pid}`;
  writeFileSync(unfinished, content);
  renameSync(unfinished, target);
}
