/**
 * A lock between processes of this computer: only one of them runs its work at a time.
 *
 * Theory of operation
 * The lock is a file with the id and start time of the process that holds it. link(2) creates the file
 * with its content, or fails if it exists. If its process has ended, the file is stale. A stale file
 * is first renamed, so that only one of several waiting processes removes it. After a crash nothing
 * has to be cleaned up by hand.
 * Left out: systems without /proc; there nothing is locked.
 */
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Time between two tries, ms. */
const PAUSE_MS = 200;

/**
 * Runs `work` while holding the lock, and returns its result.
 * @param {string} file the lock; its folder is created if it is missing
 * @param {() => void} waiting called once if another process holds the lock
 * @param {() => unknown} work synchronous
 */
export function withLock(file, waiting, work) {
  acquire(file, waiting);
  try {
    return work();
  } finally {
    rmSync(file, { force: true });
  }
}

function acquire(file, waiting) {
  mkdirSync(dirname(file), { recursive: true });
  const own = `${file}.${process.pid}`;
  writeFileSync(own, identity(process.pid) ?? '');
  try {
    let hasWaited = false;
    while (!linked(own, file)) {
      const holder = contentOf(file);
      if (holder === null) continue;
      if (!isRunning(holder)) {
        removeStale(file, holder);
        continue;
      }
      if (!hasWaited) waiting();
      hasWaited = true;
      pause();
    }
  } finally {
    rmSync(own, { force: true });
  }
}

/** Whether `file` was created as a second name of `own`. False: it exists. */
function linked(own, file) {
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

function removeStale(file, stale) {
  const aside = `${file}.${process.pid}.stale`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (error.code === 'ENOENT') return;
    throw error;
  }
  // Another process may have replaced the stale file just before: its lock goes back.
  if (contentOf(aside) !== stale) linked(aside, file);
  rmSync(aside, { force: true });
}

function contentOf(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    // The second: a process that has just ended, in /proc.
    if (error.code === 'ENOENT' || error.code === 'ESRCH') return null;
    throw error;
  }
}

function isRunning(holder) {
  return identity(Number.parseInt(holder, 10)) === holder;
}

/** Process id and start time (field 22 of proc(5) stat), as an id is used again. Null: not running. */
function identity(pid) {
  const stat = contentOf(`/proc/${pid}/stat`);
  if (stat === null) return null;
  const fieldsFromState = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return `${pid} ${fieldsFromState[22 - 3]}`;
}

function pause() {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
}
