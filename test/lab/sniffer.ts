/** tcpdump on a NIC, to show which frames reach it. */
import { once } from 'node:events';
import type { ChildProcess } from 'node:child_process';
import type { Namespace } from './namespaces.ts';
import { until } from './until.ts';

/** Time limit for tcpdump to start, and for a frame to arrive, ms. */
const WAIT_MS = 30_000;

export class Sniffer {
  readonly #child: ChildProcess;
  #frames = '';
  #messages = '';

  /** Resolves when the capture runs. It is promiscuous. */
  static async on(namespace: Namespace, nic: string, ...filter: string[]): Promise<Sniffer> {
    const words = ['-i', nic, '-n', '-e', '-l', '--immediate-mode', ...filter];
    const sniffer = new Sniffer(namespace.spawn('tcpdump', ...words));
    await until(() => sniffer.#messages.includes('listening on'), 'the capture', WAIT_MS);
    return sniffer;
  }

  constructor(child: ChildProcess) {
    this.#child = child;
    child.stdout!.on('data', (chunk: Buffer) => (this.#frames += chunk.toString()));
    child.stderr!.on('data', (chunk: Buffer) => (this.#messages += chunk.toString()));
  }

  /**
   * Waits for a frame whose text contains `last`, ends the capture and returns everything captured.
   * To show that a frame does not pass, send one after it that does, and wait for that one.
   */
  async seen(last: string): Promise<string> {
    await until(() => this.#frames.includes(last), `a frame with ${last}`, WAIT_MS);
    const closed = once(this.#child, 'close');
    this.#child.kill();
    await closed;
    return this.#frames;
  }
}
