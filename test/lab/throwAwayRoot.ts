/**
 * A copy of this computer to install into: an overlay over `/` in a new mount namespace, with its own
 * /dev, in a new network namespace. Needs root. Changes inside are not visible outside, and `dispose`
 * removes them.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** Character devices: name, major, minor (devices.txt of the kernel). */
const DEVICES = ['null 1 3', 'zero 1 5', 'full 1 7', 'random 1 8', 'urandom 1 9', 'tty 5 0'];

const PROJECT = join(import.meta.dirname, '../..');

// The project may be in a folder that the root hides (/tmp), or that only its owner can read.
const SCRIPT = `
set -e
mount --make-rprivate /
mount -t tmpfs -o mode=0755 tmpfs /mnt
mkdir /mnt/upper /mnt/work /mnt/root
mount -t overlay -o lowerdir=/,upperdir=/mnt/upper,workdir=/mnt/work overlay /mnt/root
mount --rbind /proc /mnt/root/proc
mount -t sysfs sysfs /mnt/root/sys
mount -t tmpfs -o mode=0755 tmpfs /mnt/root/dev
mount -t tmpfs -o mode=1777 tmpfs /mnt/root/tmp
${DEVICES.map((device) => `mknod -m 0666 /mnt/root/dev/${device.replace(' ', ' c ')}`).join('\n')}
mkdir -p /mnt/root/dev/net
mknod -m 0600 /mnt/root/dev/net/tun c 10 200
open_way() {
  mkdir -p "/mnt/root$1"
  path=$1
  while [ "$path" != / ]; do chmod a+rx "/mnt/root$path"; path=$(dirname "$path"); done
}
if [ -c /dev/kvm ]; then mknod -m 0666 /mnt/root/dev/kvm c 10 232; fi
mkdir -p /mnt/project/upper /mnt/project/work
open_way "${PROJECT}"
mount -t overlay -o "lowerdir=${PROJECT},upperdir=/mnt/project/upper,workdir=/mnt/project/work" \
  overlay "/mnt/root${PROJECT}"
chmod a+rx "/mnt/root${PROJECT}"
for folder; do open_way "$folder"; mount --bind "$folder" "/mnt/root$folder"; done
ip link set lo up
echo ready
exec sleep infinity
`;

export interface Person {
  readonly uid: number;
  /** Additional groups; the main group has the user's number. */
  readonly groups?: readonly number[];
}

export interface Said {
  /** 128 plus the signal's number, if a signal ended it. */
  readonly status: number;
  /** Standard output and standard error. */
  readonly output: string;
  /** Received on descriptor 3, a Unix socket. */
  readonly answer: string;
}

export class ThrowAwayRoot {
  readonly #holder: ChildProcess;

  /** `shared`: folders that are the same inside and outside, for files that both sides write. */
  static async make(shared: readonly string[] = []): Promise<ThrowAwayRoot> {
    const words = ['--mount', '--net', 'sh', '-c', SCRIPT, 'sh', ...shared];
    const holder = spawn('unshare', words, { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(holder, 'exit').then(() => {
      throw new Error('the throw-away root could not be made');
    });
    await Promise.race([once(holder.stdout, 'data'), ended]);
    ended.catch(() => undefined);
    return new ThrowAwayRoot(holder);
  }

  private constructor(holder: ChildProcess) {
    this.#holder = holder;
  }

  /** The process that holds the namespaces. */
  get pid(): number {
    return this.#holder.pid!;
  }

  /** The command prefix that enters only its network namespace. */
  get enteringNetwork(): readonly string[] {
    return ['nsenter', '--target', String(this.pid), '--net'];
  }

  /** Runs a program as root or as this user. `input` is standard input. */
  run(words: readonly string[], as: Person = { uid: 0 }, input = ''): Said {
    const [program, ...rest] = this.#within(as);
    const { status, signal, output } = spawnSync(program!, [...rest, ...words], {
      input,
      stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
      encoding: 'utf8',
    });
    const [, out, complaint, answer] = output;
    return {
      status: status ?? 128,
      output: `${out}${complaint}${signal ?? ''}`,
      answer: answer ?? '',
    };
  }

  /** Runs a program that must succeed. */
  must(...words: string[]): string {
    const { status, output } = this.run(words);
    if (status !== 0) throw new Error(`${words.join(' ')}: ${status} ${output}`);
    return output;
  }

  /** Starts a program as root or as this user. The caller ends it. */
  spawn(words: readonly string[], as: Person = { uid: 0 }): ChildProcess {
    const [program, ...rest] = this.#within(as);
    return spawn(program!, [...rest, ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
  }

  write(path: string, text: string): void {
    const { status, output } = this.run(['tee', path], { uid: 0 }, text);
    if (status !== 0) throw new Error(output);
  }

  /** Adds a user with a group of the same number. */
  addUser(name: string, uid: number): void {
    this.must('groupadd', '--gid', String(uid), name);
    this.must('useradd', '--uid', String(uid), '--gid', String(uid), '--no-create-home', name);
  }

  groupId(name: string): number {
    return Number(this.must('getent', 'group', name).split(':')[2]);
  }

  /** Files that were created, changed or deleted since `make`, without folders. */
  changedFiles(): string[] {
    const find = ['find', '/mnt/upper', '-mindepth', '1', '!', '-type', 'd', '-printf', '/%P\\n'];
    const [program, ...rest] = this.#enter();
    const { stdout } = spawnSync(program!, [...rest, ...find], { encoding: 'utf8' });
    return stdout.split('\n').filter((path) => path !== '');
  }

  dispose(): void {
    this.#holder.kill('SIGKILL');
  }

  #within({ uid, groups = [] }: Person): string[] {
    const person = [`--userspec=${uid}:${uid}`, `--groups=${[uid, ...groups].join(',')}`];
    return [...this.#enter(), 'chroot', ...person, '/mnt/root'];
  }

  /** The command prefix that enters the namespaces without the root; changes are in `/mnt/upper`. */
  #enter(): string[] {
    return ['nsenter', '--target', String(this.pid), '--mount', '--net'];
  }
}
