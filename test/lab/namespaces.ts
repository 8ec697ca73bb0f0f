/**
 * Network namespaces with veth pairs between them: a small network in this computer's kernel. Needs
 * root and `ip`. `dispose` deletes everything.
 */
import { execFile, execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { promisify } from 'node:util';
import { until } from './until.ts';

const execute = promisify(execFile);

/** Time limit for a program to listen, ms. */
const LISTEN_WAIT_MS = 30_000;

export interface VethEnd {
  readonly namespace: Namespace | null;
  readonly name: string;
  /** With its prefix length, such as 10.0.0.1/24. */
  readonly addresses?: readonly string[];
}

export class Namespace {
  readonly name: string;
  readonly #children: ChildProcess[] = [];

  /** `name` begins with `pc-`. A namespace that an earlier run left behind is replaced. */
  constructor(name: string) {
    if (!name.startsWith('pc-')) throw new Error(`not a name of ours: ${name}`);
    this.name = name;
    if (existing().includes(name)) ip('netns', 'delete', name);
    ip('netns', 'add', name);
    this.ip('link', 'set', 'lo', 'up');
  }

  /** Runs `ip` in it. */
  ip(...words: string[]): string {
    return ip('-netns', this.name, ...words);
  }

  /** Runs `tc` in it. */
  tc(...words: string[]): string {
    return execFileSync('tc', ['-netns', this.name, ...words], { encoding: 'utf8' });
  }

  /** Runs a program in it and returns its output. Rejects if it fails. */
  async run(program: string, ...words: string[]): Promise<string> {
    const { stdout } = await execute('ip', ['netns', 'exec', this.name, program, ...words]);
    return stdout;
  }

  /** Starts a program in it. `dispose` ends it at the latest. */
  spawn(program: string, ...words: string[]): ChildProcess {
    return this.#spawn('ignore', program, words);
  }

  /** Resolves when a program in it listens on a TCP port. */
  async listens(port: number): Promise<void> {
    const find = ['-H', '-l', '-t', '-n', `sport = :${port}`];
    const listens = async (): Promise<boolean> => (await this.run('ss', ...find)) !== '';
    await until(listens, `a listener on port ${port}`, LISTEN_WAIT_MS);
  }

  /** Like `spawn`, with a standard input to write to. */
  spawnInteractive(program: string, ...words: string[]): ChildProcess {
    return this.#spawn('pipe', program, words);
  }

  #spawn(stdin: 'ignore' | 'pipe', program: string, words: readonly string[]): ChildProcess {
    const child = spawn('ip', ['netns', 'exec', this.name, program, ...words], {
      stdio: [stdin, 'pipe', 'pipe'],
    });
    this.#children.push(child);
    return child;
  }

  dispose(): void {
    for (const child of this.#children) child.kill('SIGKILL');
    ip('netns', 'delete', this.name);
  }
}

/** A cable between two namespaces, or to the computer itself (`namespace: null`). Both ends are up. */
export function veth(a: VethEnd, b: VethEnd): void {
  const at = (end: VethEnd): string[] => (end.namespace ? ['netns', end.namespace.name] : []);
  ip('link', 'add', a.name, ...at(a), 'type', 'veth', 'peer', 'name', b.name, ...at(b));
  for (const end of [a, b]) {
    const within = end.namespace ? ['-netns', end.namespace.name] : [];
    for (const address of end.addresses ?? [])
      ip(...within, 'address', 'add', address, 'dev', end.name);
    ip(...within, 'link', 'set', end.name, 'up');
  }
}

function existing(): string[] {
  return ip('netns', 'list')
    .split('\n')
    .map((line) => line.split(' ')[0]!);
}

function ip(...words: string[]): string {
  return execFileSync('ip', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}
