/**
 * Writes a cpio archive in the format `newc`, for an initramfs.
 * Read first: Documentation/driver-api/early-userspace/buffer-format.rst of the kernel.
 * Left out: device nodes (devtmpfs creates them), hard links, owners other than root.
 */
import { Buffer } from 'node:buffer';

const DIRECTORY = 0o040755;
const EXECUTABLE = 0o100755;
const SYMLINK = 0o120777;
const MAGIC = '070701';
/** Headers and contents each start on a multiple of this many octets. */
const ALIGNMENT = 4;

export class CpioArchive {
  #parts = [];
  #directories = new Set();
  #inode = 0;

  /** Adds a file that every user can read and run, and the directories above it. */
  file(path, content) {
    this.#parents(path);
    this.#entry(path, EXECUTABLE, content);
  }

  symlink(path, target) {
    this.#parents(path);
    this.#entry(path, SYMLINK, Buffer.from(target));
  }

  directory(path) {
    this.#parents(path);
    if (this.#directories.has(path)) return;
    this.#directories.add(path);
    this.#entry(path, DIRECTORY, Buffer.alloc(0));
  }

  /** The archive. Nothing can be added afterwards. */
  finish() {
    this.#entry('TRAILER!!!', 0, Buffer.alloc(0));
    return Buffer.concat(this.#parts);
  }

  #parents(path) {
    const slash = path.lastIndexOf('/');
    if (slash > 0) this.directory(path.slice(0, slash));
  }

  #entry(path, mode, content) {
    const name = Buffer.from(`${path}\0`);
    const links = mode === DIRECTORY ? 2 : 1;
    const fields = [
      ++this.#inode,
      mode,
      0,
      0,
      links,
      0,
      content.length,
      0,
      0,
      0,
      0,
      name.length,
      0,
    ];
    const header = MAGIC + fields.map((field) => field.toString(16).padStart(8, '0')).join('');
    this.#aligned(Buffer.concat([Buffer.from(header), name]));
    this.#aligned(content);
  }

  #aligned(octets) {
    const padding = (ALIGNMENT - (octets.length % ALIGNMENT)) % ALIGNMENT;
    this.#parts.push(octets, Buffer.alloc(padding));
  }
}
