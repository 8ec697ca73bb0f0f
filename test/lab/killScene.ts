/**
 * This computer in a namespace, with everything in use that the program can change on it: a host NIC
 * with its redirect TAP (lan0), a dedicated NIC (lan1) and a host port (pc-internal). The program can
 * be killed at any moment. The guest is two sockets, which exist only when the test says.
 */
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Namespace, veth } from './namespaces.ts';
import { QemuStandIn } from './qemuStandIn.ts';
import { RunningProgram } from './runningProgram.ts';
import { until } from './until.ts';

/** Time limit for a start on a busy machine, ms. */
export const PATIENCE_MS = 60_000;

/** Changes that the program left on the host, sorted: `promiscuous lan0`, `clsact pc0`, `tap pc0`… */
type Traces = readonly string[];

/** A host port exists whenever the program runs. */
export const HOST_PORT = 'tap pc-internal';
const ALL_IN_USE: Traces = [
  'clsact lan1',
  'clsact pc0',
  'promiscuous lan0',
  'promiscuous lan1',
  HOST_PORT,
  'tap pc0',
];

export class KillScene {
  readonly #host: Namespace;
  readonly #lan: Namespace;
  readonly program: RunningProgram;
  #guest: QemuStandIn[] = [];
  #cables: readonly string[] = [];
  /** Time of one start of the program until everything was in use, ms. */
  startMs = 0;

  /** `area` keeps the namespaces of scenes apart. */
  static async open(area: string): Promise<KillScene> {
    const scene = new KillScene(area);
    await scene.#setUp();
    return scene;
  }

  private constructor(area: string) {
    this.#host = new Namespace(`pc-${area}-host`);
    this.#lan = new Namespace(`pc-${area}-lan`);
    for (const name of ['lan0', 'lan1'])
      veth({ namespace: this.#host, name }, { namespace: this.#lan, name });
    this.program = new RunningProgram(this.#host);
  }

  get inUse(): boolean {
    return JSON.stringify(this.traces()) === JSON.stringify(ALL_IN_USE);
  }

  traces(): Traces {
    const links = this.#host.ip('-d', '-o', 'link').split('\n');
    const qdiscs = this.#host.tc('qdisc', 'show').matchAll(/^qdisc clsact \S+ dev (\S+)/gm);
    const named = (what: string, pattern: RegExp): string[] =>
      links
        .filter((line) => pattern.test(line))
        .map((line) => `${what} ${line.split(/[:@ ]+/)[1]}`);
    return [
      ...[...qdiscs].map(([, device]) => `clsact ${device}`),
      ...named('promiscuous', /promiscuity [1-9]/),
      ...named('tap', /\btun type tap\b/),
    ].sort();
  }

  async plugGuest(): Promise<void> {
    this.#guest = await Promise.all(this.#cables.map((path) => QemuStandIn.listen(path)));
  }

  async unplugGuest(): Promise<void> {
    await Promise.all(this.#guest.map((end) => end.close()));
    this.#guest = [];
  }

  /** Starts the program and kills it after this time. */
  async startAndKill(afterMs: number): Promise<void> {
    const serve = this.program.spawn('serve', '--no-open', '--json', '--port', '0');
    const gone = once(serve, 'exit');
    setTimeout(() => serve.kill('SIGKILL'), afterMs);
    await gone;
  }

  async dispose(): Promise<void> {
    await this.program.dispose();
    await this.unplugGuest();
    this.#host.dispose();
    this.#lan.dispose();
    rmSync(this.program.dataDir, { recursive: true, force: true });
  }

  async #setUp(): Promise<void> {
    const { program } = this;
    await program.launch();
    await program.json('vm', 'add', 'one', '--mode', 'host', '--nic', 'lan0');
    await program.json('adapter', 'add', 'one');
    await program.json('adapter', 'set', 'one', '2', 'mode=host', 'nic=lan1');
    await program.json('network', 'set', 'lan1', 'dedicated=on');
    await program.json('network', 'set', 'Internal', 'hostport=on');
    const { id } = await program.json('vm', 'show', 'one');
    this.#cables = [1, 2].map((n) => join(program.dataDir, 'run', `${id}-${n}.sock`));
    await this.plugGuest();
    await program.end();
    const started = performance.now();
    await program.launch();
    await until(() => this.inUse, 'everything in use', PATIENCE_MS);
    this.startMs = performance.now() - started;
    await program.end('SIGKILL');
  }
}
